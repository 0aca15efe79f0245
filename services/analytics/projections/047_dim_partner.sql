-- create
CREATE TABLE dim_partner (
    partner_key uuid,
    name        text NOT NULL,
    name_zh     text NOT NULL,
    from_day    date NOT NULL,
    until_day   date NOT NULL,
    most_people integer,
    archived    bigint NOT NULL,
    PRIMARY KEY (partner_key)
);
CREATE INDEX ON dim_partner (archived);
COMMENT ON TABLE dim_partner IS '企业合作协议，按最近一次约定 | agreements with companies, as they were agreed last';
COMMENT ON COLUMN dim_partner.partner_key IS '协议键 | agreement';
COMMENT ON COLUMN dim_partner.name IS '企业英文名 | name of the company';
COMMENT ON COLUMN dim_partner.name_zh IS '企业中文名 | Chinese name of the company';
COMMENT ON COLUMN dim_partner.from_day IS '生效日 | holds from this day on';
COMMENT ON COLUMN dim_partner.until_day IS '止日（不含） | holds until before this day';
COMMENT ON COLUMN dim_partner.most_people IS '人数上限；空为不限 | so many people at most; none: no limit';
COMMENT ON COLUMN dim_partner.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO dim_partner (partner_key, name, name_zh, from_day, until_day, most_people, archived)
SELECT DISTINCT ON (data ->> 'agreement_id') (data ->> 'agreement_id')::uuid, data ->> 'partner', data ->> 'partner_zh',
       (data ->> 'from_day')::date, (data ->> 'until')::date, (data ->> 'most_people')::integer, archived
  FROM batch
 WHERE type = 'PartnerAgreed'
 ORDER BY data ->> 'agreement_id', version DESC
ON CONFLICT (partner_key) DO UPDATE
   SET name = excluded.name, name_zh = excluded.name_zh, from_day = excluded.from_day, until_day = excluded.until_day,
       most_people = excluded.most_people, archived = excluded.archived;
