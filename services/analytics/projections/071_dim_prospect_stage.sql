-- create
CREATE TABLE dim_prospect_stage (
    stage_key   text,
    edition     integer NOT NULL,
    from_day    date NOT NULL,
    rank        integer NOT NULL,
    stage       text NOT NULL,
    name        text NOT NULL,
    name_zh     text NOT NULL,
    means       text NOT NULL,
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (stage_key)
);
COMMENT ON TABLE dim_prospect_stage IS '潜客阶段：每次公布各一套 | stages of prospects, one set for each edition that was published';
COMMENT ON COLUMN dim_prospect_stage.stage_key IS '阶段键：版次与阶段 | number of the edition and stage';
COMMENT ON COLUMN dim_prospect_stage.edition IS '版次 | number of the edition';
COMMENT ON COLUMN dim_prospect_stage.from_day IS '生效日；以最近生效、最后公布者为准 | binds from this day on; the newest day binds, then the latest published';
COMMENT ON COLUMN dim_prospect_stage.rank IS '次序，自 0 起 | place on the way, from 0';
COMMENT ON COLUMN dim_prospect_stage.stage IS '阶段代码 | stage';
COMMENT ON COLUMN dim_prospect_stage.name IS '英文名 | name';
COMMENT ON COLUMN dim_prospect_stage.name_zh IS '中文名 | Chinese name';
COMMENT ON COLUMN dim_prospect_stage.means IS '含义：open 进行中、visited 到访、tried 体验、won 入会、lost 流失 | what it means: open, visited, tried, won or lost';
COMMENT ON COLUMN dim_prospect_stage.happened_at IS '公布时间，UTC | when it was published, UTC';

-- project
INSERT INTO dim_prospect_stage (stage_key, edition, from_day, rank, stage, name, name_zh, means, happened_at)
SELECT (data ->> 'edition') || ':' || (told.stage ->> 'stage'), (data ->> 'edition')::integer, (data ->> 'from_day')::date,
       told.nth - 1, told.stage ->> 'stage', told.stage ->> 'name', told.stage ->> 'name_zh', told.stage ->> 'means',
       happened_at
  FROM batch, jsonb_array_elements(data -> 'stages') WITH ORDINALITY AS told (stage, nth)
 WHERE type = 'ProspectStagesPublished'
ON CONFLICT (stage_key) DO NOTHING;
