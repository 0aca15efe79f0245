-- create
CREATE TABLE dim_level (
    level_key     text,
    ladder        integer NOT NULL,
    from_day      date NOT NULL,
    rank          integer NOT NULL,
    level         text NOT NULL,
    name          text NOT NULL,
    name_zh       text NOT NULL,
    period_months integer NOT NULL,
    happened_at   timestamptz NOT NULL,
    PRIMARY KEY (level_key)
);
COMMENT ON TABLE dim_level IS '会员等级：每次公布的等级表各一套 | levels, one set for each ladder that was published';
COMMENT ON COLUMN dim_level.level_key IS '等级键：等级表序号与等级 | number of the ladder and level';
COMMENT ON COLUMN dim_level.ladder IS '等级表序号 | number of the ladder';
COMMENT ON COLUMN dim_level.from_day IS '生效日；以最近生效、最后公布者为准 | binds from this day on; the newest day binds, then the latest published';
COMMENT ON COLUMN dim_level.rank IS '名次；0 为最低，人人都有 | rank; 0: the lowest, which everybody has';
COMMENT ON COLUMN dim_level.level IS '等级代码 | level';
COMMENT ON COLUMN dim_level.name IS '英文名 | name';
COMMENT ON COLUMN dim_level.name_zh IS '中文名 | Chinese name';
COMMENT ON COLUMN dim_level.period_months IS '等级有效月数 | months for which a level is held';
COMMENT ON COLUMN dim_level.happened_at IS '公布时间，UTC | when it was published, UTC';

-- project
INSERT INTO dim_level (level_key, ladder, from_day, rank, level, name, name_zh, period_months, happened_at)
SELECT (data ->> 'ladder') || ':' || (rule.told ->> 'level'), (data ->> 'ladder')::integer, (data ->> 'from_day')::date,
       rule.nth - 1, rule.told ->> 'level', rule.told ->> 'name', rule.told ->> 'name_zh',
       (data ->> 'period_months')::integer, happened_at
  FROM batch, jsonb_array_elements(data -> 'levels') WITH ORDINALITY AS rule (told, nth)
 WHERE type = 'LadderPublished'
ON CONFLICT (level_key) DO NOTHING;
