-- create
CREATE TABLE fact_partner_member (
    partner_member_key uuid,
    partner_key        uuid NOT NULL,
    member_key         uuid,
    belongs            boolean NOT NULL,
    detail             text,
    from_day           date NOT NULL,
    version            bigint NOT NULL,
    happened_at        timestamptz NOT NULL,
    recorded_at        timestamptz NOT NULL,
    archived           bigint NOT NULL,
    PRIMARY KEY (partner_member_key)
);
CREATE INDEX ON fact_partner_member (partner_key);
CREATE INDEX ON fact_partner_member (member_key);
CREATE INDEX ON fact_partner_member (archived);
COMMENT ON TABLE fact_partner_member IS '企业人员的加入与离开 | people of companies: who belongs to one, and who no more';
COMMENT ON COLUMN fact_partner_member.partner_member_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_partner_member.partner_key IS '协议键 | agreement: dim_partner';
COMMENT ON COLUMN fact_partner_member.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_partner_member.belongs IS '是否属于该企业；否则为离开 | whether belongs to it from then on, or no more';
COMMENT ON COLUMN fact_partner_member.detail IS '凭何加入或因何离开，代码 | by what the member joined, or why left, as a code';
COMMENT ON COLUMN fact_partner_member.from_day IS '自该日起 | from this day on';
COMMENT ON COLUMN fact_partner_member.version IS '协议的事件序号 | version of the stream of the agreement';
COMMENT ON COLUMN fact_partner_member.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_partner_member.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_partner_member.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_partner_member (partner_member_key, partner_key, member_key, belongs, detail, from_day, version, happened_at,
                                 recorded_at, archived)
SELECT id, (data ->> 'agreement_id')::uuid, (data ->> 'member_id')::uuid, type = 'PartnerJoined',
       coalesce(data ->> 'by', data ->> 'because'), (data ->> 'from_day')::date, version, happened_at, recorded_at, archived
  FROM batch
 WHERE type IN ('PartnerJoined', 'PartnerLeft')
ON CONFLICT (partner_member_key) DO NOTHING;
