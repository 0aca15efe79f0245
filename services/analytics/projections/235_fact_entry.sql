-- create
CREATE TABLE fact_entry (
    entry_key   uuid,
    member_key  uuid,
    venue_key   uuid,
    kind        text NOT NULL,
    mode        text NOT NULL,
    maker_key   text NOT NULL,
    checker_key text,
    is_right    boolean,
    checked_at  timestamptz,
    date_key    integer,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (entry_key)
);
CREATE INDEX ON fact_entry (date_key);
CREATE INDEX ON fact_entry (archived);
COMMENT ON TABLE fact_entry IS '员工录入的资料及其复核 | data that staff entered about somebody, and whether a second person found them right';
COMMENT ON COLUMN fact_entry.entry_key IS '录入键 | entry';
COMMENT ON COLUMN fact_entry.member_key IS '所涉会员、访客或员工的键（假名）；身体数据不记 | whom it is about, pseudonymous: dim_member, dim_guest, or staff; none for data of a body';
COMMENT ON COLUMN fact_entry.venue_key IS '录入所指场馆，或该会员所属场馆键 | the venue that it names, or that member''s own: dim_venue';
COMMENT ON COLUMN fact_entry.kind IS '类别：profile 资料、extra_data 附加资料、certificates 证书、guest 访客、contact 联系记录、measurement 身体数据 | profile, extra_data, certificates, guest, contact or measurement';
COMMENT ON COLUMN fact_entry.mode IS '方式：act_first 先生效后复核、approve_first 先复核后生效 | act_first or approve_first';
COMMENT ON COLUMN fact_entry.maker_key IS '录入人的员工键 | who entered it';
COMMENT ON COLUMN fact_entry.checker_key IS '复核人的员工键 | who checked it';
COMMENT ON COLUMN fact_entry.is_right IS '是否无误；空为待复核 | whether it was right; none: not checked yet';
COMMENT ON COLUMN fact_entry.checked_at IS '复核时间，UTC | when it was checked, UTC';
COMMENT ON COLUMN fact_entry.date_key IS '录入日键，yyyymmdd，场馆时区 | day of the entry, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN fact_entry.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_entry.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_entry.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_entry (entry_key, member_key, venue_key, kind, mode, maker_key, date_key, happened_at, recorded_at, archived)
SELECT (data ->> 'entry_id')::uuid, CASE WHEN data ->> 'kind' <> 'measurement' THEN (data ->> 'subject_id')::uuid END,
       dim_venue.venue_key, data ->> 'kind', data ->> 'mode', data ->> 'maker',
       archive.date_key((happened_at AT TIME ZONE zone)::date), happened_at, recorded_at, archived
  FROM batch
  LEFT JOIN dim_member ON member_key = (data ->> 'subject_id')::uuid
  LEFT JOIN dim_venue ON dim_venue.venue_key = coalesce((data ->> 'venue_id')::uuid, dim_member.venue_key)
 WHERE type = 'EntryMade'
ON CONFLICT (entry_key) DO NOTHING;

-- project
UPDATE fact_entry
   SET checker_key = told.checker, is_right = told.is_right, checked_at = told.happened_at,
       archived = greatest(fact_entry.archived, told.archived)
  FROM (SELECT DISTINCT ON (data ->> 'entry_id') (data ->> 'entry_id')::uuid AS entry_key, data ->> 'checker' AS checker,
               (data ->> 'right')::boolean AS is_right, happened_at, archived
          FROM batch
         WHERE type = 'EntryChecked'
         ORDER BY data ->> 'entry_id', version DESC) AS told
 WHERE fact_entry.entry_key = told.entry_key;
