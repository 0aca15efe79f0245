-- create
CREATE TABLE dim_gate_device (
    gate_device_key text,
    venue_key       uuid,
    first_heard_at  timestamptz NOT NULL,
    heard_at        timestamptz NOT NULL,
    list_expires_at timestamptz,
    archived        bigint NOT NULL,
    PRIMARY KEY (gate_device_key)
);
CREATE INDEX ON dim_gate_device (archived);
COMMENT ON TABLE dim_gate_device IS '门禁设备及最近一次报告 | devices of gates, and when they were last heard';
COMMENT ON COLUMN dim_gate_device.gate_device_key IS '设备键：其登录号 | device: its log-in';
COMMENT ON COLUMN dim_gate_device.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN dim_gate_device.first_heard_at IS '首次报告时间，UTC | first heard, UTC';
COMMENT ON COLUMN dim_gate_device.heard_at IS '最近报告时间，UTC | last heard, UTC';
COMMENT ON COLUMN dim_gate_device.list_expires_at IS '所持离线名单的失效时间，UTC | when the list that it holds is worth nothing any more, UTC';
COMMENT ON COLUMN dim_gate_device.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- create
CREATE TABLE fact_gate_silence (
    gate_silence_key uuid,
    gate_device_key  text NOT NULL,
    venue_key        uuid,
    from_at          timestamptz NOT NULL,
    until_at         timestamptz NOT NULL,
    seconds          integer NOT NULL,
    recorded_at      timestamptz NOT NULL,
    archived         bigint NOT NULL,
    PRIMARY KEY (gate_silence_key)
);
CREATE INDEX ON fact_gate_silence (from_at);
CREATE INDEX ON fact_gate_silence (archived);
COMMENT ON TABLE fact_gate_silence IS '门禁设备失联：相隔超过该馆规则的分钟数 | times in which nothing was heard of a device for longer than the policy of its venue allows';
COMMENT ON COLUMN fact_gate_silence.gate_silence_key IS '失联键：其后的报告 | the word that ended it';
COMMENT ON COLUMN fact_gate_silence.gate_device_key IS '设备键 | device: dim_gate_device';
COMMENT ON COLUMN fact_gate_silence.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_gate_silence.from_at IS '起：前一次报告，UTC | since the word before, UTC';
COMMENT ON COLUMN fact_gate_silence.until_at IS '止：其后的报告，UTC | until the next word, UTC';
COMMENT ON COLUMN fact_gate_silence.seconds IS '秒数 | seconds';
COMMENT ON COLUMN fact_gate_silence.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_gate_silence.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
WITH heard AS (
    SELECT batch.id, device, batch.venue_key, batch.at, batch.recorded_at, batch.archived,
           coalesce(lag(batch.at) OVER (PARTITION BY device ORDER BY batch.archived), dim_gate_device.heard_at) AS before
      FROM (SELECT id, data ->> 'device_id' AS device, (data ->> 'venue_id')::uuid AS venue_key,
                   (data ->> 'at')::timestamptz AS at, recorded_at, archived
              FROM batch
             WHERE type = 'GateDeviceHeard') AS batch
      LEFT JOIN dim_gate_device ON gate_device_key = device
)
INSERT INTO fact_gate_silence (gate_silence_key, gate_device_key, venue_key, from_at, until_at, seconds, recorded_at, archived)
SELECT id, device, heard.venue_key, before, at, extract(epoch FROM at - before)::integer, recorded_at, heard.archived
  FROM heard
  LEFT JOIN LATERAL (SELECT silent_minutes
                       FROM dim_gate_policy AS policy
                      WHERE policy.venue_key = heard.venue_key AND effective_day <= heard.at::date AND policy.archived < heard.archived
                      ORDER BY effective_day DESC, policy.archived DESC
                      LIMIT 1) AS bound ON true
 WHERE at > before + make_interval(mins => coalesce(silent_minutes, 3))
ON CONFLICT (gate_silence_key) DO NOTHING;

-- project
INSERT INTO dim_gate_device AS device (gate_device_key, venue_key, first_heard_at, heard_at, list_expires_at, archived)
SELECT DISTINCT ON (data ->> 'device_id') data ->> 'device_id', (data ->> 'venue_id')::uuid,
       min((data ->> 'at')::timestamptz) OVER (PARTITION BY data ->> 'device_id'), (data ->> 'at')::timestamptz,
       (data ->> 'expires_at')::timestamptz, archived
  FROM batch
 WHERE type = 'GateDeviceHeard'
 ORDER BY data ->> 'device_id', archived DESC
ON CONFLICT (gate_device_key) DO UPDATE
   SET venue_key = excluded.venue_key, first_heard_at = least(device.first_heard_at, excluded.first_heard_at),
       heard_at = excluded.heard_at, list_expires_at = excluded.list_expires_at, archived = excluded.archived;
