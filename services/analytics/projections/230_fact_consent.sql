-- create
CREATE TABLE fact_consent (
    consent_key uuid,
    member_key  uuid,
    purpose     text NOT NULL,
    given       boolean NOT NULL,
    edition     text,
    version     bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (consent_key)
);
CREATE INDEX ON fact_consent (member_key);
CREATE INDEX ON fact_consent (archived);
COMMENT ON TABLE fact_consent IS '会员同意的给出与撤回 | consents given and withdrawn';
COMMENT ON COLUMN fact_consent.consent_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_consent.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_consent.purpose IS '用途 | what for';
COMMENT ON COLUMN fact_consent.given IS '给出或撤回 | given, or withdrawn';
COMMENT ON COLUMN fact_consent.edition IS '文本版本 | edition of the text that was agreed to';
COMMENT ON COLUMN fact_consent.version IS '会员同意的事件序号 | version of the stream of the member''s consents';
COMMENT ON COLUMN fact_consent.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_consent.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_consent.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_consent (consent_key, member_key, purpose, given, edition, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'member_id')::uuid, data ->> 'purpose', type = 'ConsentGiven', data ->> 'edition', version,
       happened_at, recorded_at, archived
  FROM batch
 WHERE type IN ('ConsentGiven', 'ConsentWithdrawn')
ON CONFLICT (consent_key) DO NOTHING;
