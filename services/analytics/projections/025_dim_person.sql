-- create
CREATE TABLE dim_person (
    member_key uuid,
    birth_year integer,
    sex        text,
    erased     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (member_key)
);
COMMENT ON TABLE dim_person IS '会员的统计特征（不含个人信息） | what is known of a person for counts, without personal data';
COMMENT ON COLUMN dim_person.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN dim_person.birth_year IS '出生年份；空为未知 | year of birth; none: not known';
COMMENT ON COLUMN dim_person.sex IS '性别：female、male、other；空为未知 | female, male or other; none: not known';
COMMENT ON COLUMN dim_person.erased IS '是否已注销，特征随之删除 | whether erased, and with it what was known';

-- project
INSERT INTO dim_person (member_key, erased)
SELECT DISTINCT (data ->> 'member_id')::uuid, true
  FROM batch
 WHERE type IN ('MemberErased', 'ImportWithdrawn')
ON CONFLICT (member_key) DO UPDATE
   SET birth_year = NULL, sex = NULL, erased = true;

-- project
WITH told AS (
    SELECT (data ->> 'member_id')::uuid AS member_key, (data ->> 'birth_year')::integer AS birth_year, version
      FROM batch
     WHERE type = 'ProfileChanged' AND (data ->> 'birth_year' IS NOT NULL OR data -> 'clear' ? 'birth_date')
)
INSERT INTO dim_person (member_key, birth_year)
SELECT DISTINCT ON (member_key) member_key, birth_year
  FROM told
 ORDER BY member_key, version DESC
ON CONFLICT (member_key) DO UPDATE
   SET birth_year = excluded.birth_year
 WHERE NOT dim_person.erased;

-- project
WITH told AS (
    SELECT (data ->> 'member_id')::uuid AS member_key, data ->> 'sex' AS sex, version
      FROM batch
     WHERE type = 'ProfileChanged' AND (data ->> 'sex' IS NOT NULL OR data -> 'clear' ? 'sex')
)
INSERT INTO dim_person (member_key, sex)
SELECT DISTINCT ON (member_key) member_key, sex
  FROM told
 ORDER BY member_key, version DESC
ON CONFLICT (member_key) DO UPDATE
   SET sex = excluded.sex
 WHERE NOT dim_person.erased;
