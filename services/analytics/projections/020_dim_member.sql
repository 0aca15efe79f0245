-- create
CREATE TABLE dim_member (
    member_key          uuid,
    person_key          uuid    NOT NULL,
    venue_key           uuid,
    language            text NOT NULL,
    channel             text NOT NULL,
    registered_date_key integer,
    cohort_month        integer,
    imported            boolean NOT NULL,
    erased              boolean NOT NULL DEFAULT false,
    withdrawn           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (member_key)
);
CREATE INDEX ON dim_member (person_key);
COMMENT ON TABLE dim_member IS '会员（无姓名与电话） | members, without name and phone';
COMMENT ON COLUMN dim_member.member_key IS '会员键：随机编号，不含个人信息 | member: a random id that says nothing of the person';
COMMENT ON COLUMN dim_member.person_key IS '现归属的会员键：合并后为保留者，否则为自身 | whose it is now: the survivor of a merge, else itself';
COMMENT ON COLUMN dim_member.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN dim_member.language IS '语言 | language';
COMMENT ON COLUMN dim_member.channel IS '注册渠道 | channel of registration';
COMMENT ON COLUMN dim_member.registered_date_key IS '注册日键，yyyymmdd，场馆时区 | day of registration, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN dim_member.cohort_month IS '注册月份，yyyymm | month of registration, yyyymm';
COMMENT ON COLUMN dim_member.imported IS '是否自旧系统导入 | whether taken over from an older system';
COMMENT ON COLUMN dim_member.erased IS '是否已注销 | whether the personal data were erased';
COMMENT ON COLUMN dim_member.withdrawn IS '是否误导入并撤回（不是会员） | whether imported by mistake and withdrawn: no member';

-- project
INSERT INTO dim_member (member_key, person_key, venue_key, language, channel, registered_date_key, cohort_month,
                        imported)
SELECT (data ->> 'member_id')::uuid, (data ->> 'member_id')::uuid, venue_key, data ->> 'language', data ->> 'channel',
       archive.date_key((happened_at AT TIME ZONE zone)::date),
       archive.date_key((happened_at AT TIME ZONE zone)::date) / 100,
       data ->> 'import_id' IS NOT NULL OR data ->> 'channel' = 'import'
  FROM batch
  LEFT JOIN dim_venue ON venue_key = (data ->> 'venue_id')::uuid
 WHERE type = 'MemberRegistered'
ON CONFLICT (member_key) DO NOTHING;

-- project
UPDATE dim_member
   SET erased = true
  FROM batch
 WHERE type = 'MemberErased'
   AND member_key = (data ->> 'member_id')::uuid
   AND NOT erased;

-- project
UPDATE dim_member
   SET withdrawn = true
  FROM batch
 WHERE type = 'ImportWithdrawn'
   AND member_key = (data ->> 'member_id')::uuid
   AND NOT withdrawn;

-- project
UPDATE dim_member  -- one step leads to the person: a record that absorbed another one is not merged itself
   SET person_key = told.person_key
  FROM (SELECT DISTINCT ON (data ->> 'merged_id') (data ->> 'merged_id')::uuid AS member_key,
               (data ->> CASE type WHEN 'MembersMerged' THEN 'survivor_id' ELSE 'merged_id' END)::uuid AS person_key
          FROM batch
         WHERE type IN ('MembersMerged', 'MergeUndone')
         ORDER BY data ->> 'merged_id', version DESC) AS told
 WHERE dim_member.member_key = told.member_key;
