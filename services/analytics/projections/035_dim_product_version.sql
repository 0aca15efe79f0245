-- create
CREATE TABLE dim_product_version (
    product_version_key text,
    product_key         uuid NOT NULL,
    product_version     integer NOT NULL,
    name                text NOT NULL,
    name_zh             text NOT NULL,
    effective_day       date,
    card_kind           text NOT NULL,
    months              integer NOT NULL,
    days                integer NOT NULL,
    visits              integer,
    value               numeric(14,2),
    bonus               numeric(14,2),
    currency            text,
    freeze_days         integer NOT NULL,
    trial               boolean NOT NULL,
    corporate           boolean NOT NULL,
    auto_renews         boolean NOT NULL,
    grade               text,
    happened_at         timestamptz NOT NULL,
    archived            bigint NOT NULL,
    PRIMARY KEY (product_version_key)
);
CREATE INDEX ON dim_product_version (product_key);
CREATE INDEX ON dim_product_version (archived);
COMMENT ON TABLE dim_product_version IS '卡种的各个版本及其条款 | versions of kinds of cards, with their terms';
COMMENT ON COLUMN dim_product_version.product_version_key IS '版本键：卡种与版本号 | kind of card and number of the version';
COMMENT ON COLUMN dim_product_version.product_key IS '商品键 | product: dim_product';
COMMENT ON COLUMN dim_product_version.product_version IS '版本号 | number of the version';
COMMENT ON COLUMN dim_product_version.name IS '名称 | name';
COMMENT ON COLUMN dim_product_version.name_zh IS '中文名 | Chinese name';
COMMENT ON COLUMN dim_product_version.effective_day IS '生效日；空为发布即生效 | sold from this day on; none: since it was published';
COMMENT ON COLUMN dim_product_version.card_kind IS '卡类：term 期限、visits 次数、stored_value 储值 | term, visits or stored_value';
COMMENT ON COLUMN dim_product_version.months IS '有效月数 | months of its length';
COMMENT ON COLUMN dim_product_version.days IS '有效天数 | days of its length, besides the months';
COMMENT ON COLUMN dim_product_version.visits IS '次数 | visits it gives';
COMMENT ON COLUMN dim_product_version.value IS '储值面额，含赠送 | value it gives, bonus included';
COMMENT ON COLUMN dim_product_version.bonus IS '其中赠送 | bonus in it';
COMMENT ON COLUMN dim_product_version.currency IS '储值币种，ISO 4217 | currency of the value, ISO 4217';
COMMENT ON COLUMN dim_product_version.freeze_days IS '可冻结天数 | days that it may rest';
COMMENT ON COLUMN dim_product_version.trial IS '是否体验卡 | whether it is a trial';
COMMENT ON COLUMN dim_product_version.corporate IS '是否企业卡 | whether it is a partner''s';
COMMENT ON COLUMN dim_product_version.auto_renews IS '是否可自动续费 | whether it may renew by itself';
COMMENT ON COLUMN dim_product_version.grade IS '等级，总部自定；空为无等级 | grade, in head office''s own word; none: it has none';
COMMENT ON COLUMN dim_product_version.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN dim_product_version.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO dim_product_version (product_version_key, product_key, product_version, name, name_zh, effective_day,
                                 card_kind, months, days, visits, value, bonus, currency, freeze_days, trial, corporate,
                                 auto_renews, grade, happened_at, archived)
SELECT (data ->> 'product_id') || ':' || number, (data ->> 'product_id')::uuid, number, data ->> 'name',
       data ->> 'name_zh', (data ->> 'effective')::date, terms ->> 'kind', coalesce((terms ->> 'months')::integer, 0),
       coalesce((terms ->> 'days')::integer, 0), (terms ->> 'visits')::integer, archive.amount(terms -> 'value'),
       archive.amount(terms -> 'bonus'), terms -> 'value' ->> 'currency',
       coalesce((terms ->> 'freeze_days')::integer, 0), coalesce((terms ->> 'trial')::boolean, false),
       coalesce((terms ->> 'corporate')::boolean, false), terms ->> 'auto_renew_most' IS NOT NULL, terms ->> 'grade',
       happened_at, archived
  FROM batch
 CROSS JOIN LATERAL (SELECT data -> 'terms' AS terms, coalesce((data ->> 'product_version')::integer, 1) AS number) AS sold
 WHERE type IN ('ProductPublished', 'ProductRevised')
ON CONFLICT (product_version_key) DO NOTHING;
