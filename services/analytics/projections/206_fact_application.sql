-- create
CREATE TABLE fact_application (
    application_key uuid,
    card_key        uuid NOT NULL,
    member_key      uuid,
    venue_key       uuid,
    kind            text NOT NULL,
    cause           text,
    days            integer,
    maker_key       text NOT NULL,
    status          text NOT NULL DEFAULT 'open',
    checker_key     text,
    answered_at     timestamptz,
    date_key        integer,
    version         bigint NOT NULL,
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    archived        bigint NOT NULL,
    PRIMARY KEY (application_key)
);
CREATE INDEX ON fact_application (date_key);
CREATE INDEX ON fact_application (archived);
COMMENT ON TABLE fact_application IS '先批后办的申请：延期、补办冻结与转让 | what is applied for and approved before it happens: more days, rests of past days, and transfers';
COMMENT ON COLUMN fact_application.application_key IS '申请键 | application';
COMMENT ON COLUMN fact_application.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_application.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_application.venue_key IS '售卡场馆键 | venue that sold the card: dim_venue';
COMMENT ON COLUMN fact_application.kind IS '类别：extension 延期、late_freeze 补办冻结、transfer 转让 | extension, late_freeze or transfer';
COMMENT ON COLUMN fact_application.cause IS '延期缘由 | cause of an extension';
COMMENT ON COLUMN fact_application.days IS '申请天数 | days asked for';
COMMENT ON COLUMN fact_application.maker_key IS '申请人键：员工或会员本人 | who asked: staff, or the member';
COMMENT ON COLUMN fact_application.status IS '状态：open 待批、approved 同意、declined 拒绝、lapsed 逾期 | open, approved, declined or lapsed';
COMMENT ON COLUMN fact_application.checker_key IS '审批人的员工键 | who answered';
COMMENT ON COLUMN fact_application.answered_at IS '答复时间，UTC | when it was answered or lapsed, UTC';
COMMENT ON COLUMN fact_application.date_key IS '申请日键，yyyymmdd，售卡场馆时区 | day on which it was asked for, yyyymmdd, in the zone of the selling venue';
COMMENT ON COLUMN fact_application.version IS '卡的事件序号 | version of the card''s stream';
COMMENT ON COLUMN fact_application.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_application.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_application.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_application (application_key, card_key, member_key, venue_key, kind, cause, days, maker_key, date_key,
                              version, happened_at, recorded_at, archived)
SELECT (data ->> 'application_id')::uuid, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, venue_key,
       CASE type WHEN 'ExtensionRequested' THEN 'extension' WHEN 'LateFreezeRequested' THEN 'late_freeze' ELSE 'transfer' END,
       data ->> 'cause',
       coalesce((data ->> 'days')::integer, (data -> 'rest' ->> 'until')::date - (data -> 'rest' ->> 'first')::date),
       data ->> 'asked_by', archive.date_key((happened_at AT TIME ZONE zone)::date), version, happened_at, recorded_at,
       batch.archived
  FROM batch
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type IN ('ExtensionRequested', 'TransferRequested', 'LateFreezeRequested')
ON CONFLICT (application_key) DO NOTHING;

-- project
UPDATE fact_application
   SET status = CASE type WHEN 'ApplicationApproved' THEN 'approved' WHEN 'ApplicationDeclined' THEN 'declined' ELSE 'lapsed' END,
       checker_key = CASE type WHEN 'ApplicationApproved' THEN data ->> 'approved_by' WHEN 'ApplicationDeclined' THEN actor END,
       answered_at = batch.happened_at, archived = greatest(fact_application.archived, batch.archived)
  FROM batch
 WHERE type IN ('ApplicationApproved', 'ApplicationDeclined', 'ApplicationLapsed')
   AND application_key = (data ->> 'application_id')::uuid;
