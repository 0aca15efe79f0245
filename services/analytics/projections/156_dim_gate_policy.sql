-- create
CREATE TABLE dim_gate_policy (
    gate_policy_key uuid,
    venue_key       uuid NOT NULL,
    effective_day   date NOT NULL,
    silent_minutes  integer NOT NULL,
    archived        bigint NOT NULL,
    PRIMARY KEY (gate_policy_key)
);
CREATE INDEX ON dim_gate_policy (venue_key);
CREATE INDEX ON dim_gate_policy (archived);
COMMENT ON TABLE dim_gate_policy IS '各馆门禁规则的生效 | policies of the gates of a venue, as far as figures stand on them';
COMMENT ON COLUMN dim_gate_policy.gate_policy_key IS '规则键 | policy';
COMMENT ON COLUMN dim_gate_policy.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN dim_gate_policy.effective_day IS '生效日 | holds from this day on';
COMMENT ON COLUMN dim_gate_policy.silent_minutes IS '失联多少分钟视为故障 | a device that was not heard for so many minutes counts as down';
COMMENT ON COLUMN dim_gate_policy.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO dim_gate_policy (gate_policy_key, venue_key, effective_day, silent_minutes, archived)
SELECT id, (data ->> 'venue_id')::uuid, (data ->> 'effective')::date, (data -> 'policy' ->> 'silent_minutes')::integer, archived
  FROM batch
 WHERE type = 'GatePolicySet'
ON CONFLICT (gate_policy_key) DO NOTHING;
