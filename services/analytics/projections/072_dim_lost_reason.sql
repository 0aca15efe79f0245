-- create
CREATE TABLE dim_lost_reason (
    reason      text,
    name        text NOT NULL,
    name_zh     text NOT NULL,
    edition     integer NOT NULL,
    PRIMARY KEY (reason)
);
COMMENT ON TABLE dim_lost_reason IS '潜客流失原因，名称以最后公布者为准 | why prospects are given up, named as published last';
COMMENT ON COLUMN dim_lost_reason.reason IS '原因代码 | reason';
COMMENT ON COLUMN dim_lost_reason.name IS '英文名 | name';
COMMENT ON COLUMN dim_lost_reason.name_zh IS '中文名 | Chinese name';
COMMENT ON COLUMN dim_lost_reason.edition IS '公布版次 | number of the edition that names it so';

-- project
INSERT INTO dim_lost_reason (reason, name, name_zh, edition)
SELECT DISTINCT ON (told ->> 'reason') told ->> 'reason', told ->> 'name', told ->> 'name_zh', (data ->> 'edition')::integer
  FROM batch, jsonb_array_elements(data -> 'lost_reasons') AS told
 WHERE type = 'ProspectStagesPublished'
 ORDER BY told ->> 'reason', (data ->> 'edition')::integer DESC
ON CONFLICT (reason) DO UPDATE
   SET name = excluded.name, name_zh = excluded.name_zh, edition = excluded.edition
 WHERE dim_lost_reason.edition < excluded.edition;
