-- create
CREATE TABLE fact_guest_pass (
    guest_pass_key uuid,
    guest_key      uuid,
    card_key       uuid NOT NULL,
    member_key     uuid,
    venue_key      uuid,
    status         text NOT NULL,
    reason         text,
    date_key       integer,
    happened_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    archived       bigint NOT NULL,
    PRIMARY KEY (guest_pass_key)
);
CREATE INDEX ON fact_guest_pass (date_key);
CREATE INDEX ON fact_guest_pass (archived);
COMMENT ON TABLE fact_guest_pass IS '携宾名额：每次申请一行，及其结果 | passes asked for to bring a guest, with what became of each';
COMMENT ON COLUMN fact_guest_pass.guest_pass_key IS '名额键 | pass';
COMMENT ON COLUMN fact_guest_pass.guest_key IS '宾客键 | guest: dim_guest';
COMMENT ON COLUMN fact_guest_pass.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_guest_pass.member_key IS '携带者会员键（假名） | member who brings the guest, pseudonymous: dim_member';
COMMENT ON COLUMN fact_guest_pass.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_guest_pass.status IS '状态：held 已预留、not_held 未获、used 已使用、released 未到退回、withdrawn 随退款收回 | held, not_held, used, released (nobody came) or withdrawn (what it came with was refunded)';
COMMENT ON COLUMN fact_guest_pass.reason IS '未获或收回的原因代码 | why it was not held, or was withdrawn, as a code';
COMMENT ON COLUMN fact_guest_pass.date_key IS '来访日键，yyyymmdd，场馆时区 | day of the visit, yyyymmdd, of the venue';
COMMENT ON COLUMN fact_guest_pass.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_guest_pass.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_guest_pass.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_guest_pass (guest_pass_key, guest_key, card_key, member_key, venue_key, status, reason, date_key,
                             happened_at, recorded_at, archived)
SELECT DISTINCT ON (data ->> 'pass_id') (data ->> 'pass_id')::uuid, (data ->> 'guest_id')::uuid, (data ->> 'card_id')::uuid,
       (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid,
       CASE type WHEN 'GuestPassHeld' THEN 'held' ELSE 'not_held' END, data -> 'reason' ->> 'code',
       archive.date_key((data ->> 'day')::date), happened_at, recorded_at, archived
  FROM batch
 WHERE type IN ('GuestPassHeld', 'GuestPassNotHeld')
 ORDER BY data ->> 'pass_id', version
ON CONFLICT (guest_pass_key) DO NOTHING;

-- project
UPDATE fact_guest_pass AS pass
   SET status = told.status, reason = told.reason, archived = greatest(pass.archived, told.archived)
  FROM (SELECT DISTINCT ON (data ->> 'pass_id') (data ->> 'pass_id')::uuid AS pass_key, data -> 'reason' ->> 'code' AS reason,
               CASE type WHEN 'GuestAdmitted' THEN 'used' WHEN 'GuestEntryTakenBack' THEN 'held' WHEN 'GuestPassReleased' THEN 'released' ELSE 'withdrawn' END AS status,
               archived
          FROM batch
         WHERE type IN ('GuestAdmitted', 'GuestEntryTakenBack', 'GuestPassReleased', 'GuestPassWithdrawn')
         ORDER BY data ->> 'pass_id', version DESC) AS told
 WHERE pass.guest_pass_key = told.pass_key AND pass.status <> 'not_held';
