-- create
CREATE TABLE fact_contact (
    contact_key   uuid,
    member_key    uuid,
    way           text NOT NULL,
    from_member   boolean NOT NULL,
    follow_up_day date,
    closed_at     timestamptz,
    happened_at   timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    archived      bigint NOT NULL,
    PRIMARY KEY (contact_key)
);
CREATE INDEX ON fact_contact (member_key);
CREATE INDEX ON fact_contact (archived);
COMMENT ON TABLE fact_contact IS '与会员的联系（不含内容） | contacts with members, without what was said';
COMMENT ON COLUMN fact_contact.contact_key IS '联系键 | contact';
COMMENT ON COLUMN fact_contact.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_contact.way IS '方式 | by which way';
COMMENT ON COLUMN fact_contact.from_member IS '是否会员主动 | whether the member began it';
COMMENT ON COLUMN fact_contact.follow_up_day IS '承诺回访日；空为无 | day by which something was promised; none: nothing was';
COMMENT ON COLUMN fact_contact.closed_at IS '办结时间，UTC；空为未办结 | when the promise was kept, UTC; none: not yet';
COMMENT ON COLUMN fact_contact.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_contact.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_contact.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_contact (contact_key, member_key, way, from_member, follow_up_day, happened_at, recorded_at, archived)
SELECT (data ->> 'contact_id')::uuid, (data ->> 'member_id')::uuid, data ->> 'way', (data ->> 'from_member')::boolean,
       (data ->> 'follow_up_on')::date, happened_at, recorded_at, archived
  FROM batch
 WHERE type = 'ContactRecorded'
ON CONFLICT (contact_key) DO NOTHING;

-- project
UPDATE fact_contact
   SET way = told.way, from_member = told.from_member, archived = greatest(fact_contact.archived, told.archived)
  FROM (SELECT DISTINCT ON (data ->> 'contact_id') (data ->> 'contact_id')::uuid AS contact_key, data ->> 'way' AS way,
               (data ->> 'from_member')::boolean AS from_member, archived
          FROM batch
         WHERE type = 'ContactCorrected'
         ORDER BY data ->> 'contact_id', version DESC) AS told
 WHERE fact_contact.contact_key = told.contact_key;

-- project
UPDATE fact_contact
   SET closed_at = batch.happened_at, archived = batch.archived
  FROM batch
 WHERE type = 'FollowUpClosed' AND contact_key = (data ->> 'contact_id')::uuid AND closed_at IS NULL;
