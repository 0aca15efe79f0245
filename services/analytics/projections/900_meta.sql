-- create
CREATE VIEW meta_freshness AS
SELECT source, position, recorded_at, updated_at AS projected_at,
       greatest(0, ceil(extract(epoch FROM updated_at - recorded_at)))::bigint AS lag_seconds
  FROM public.inbox;
COMMENT ON VIEW meta_freshness IS '各服务数据截至时间 | how far each service was heard';
COMMENT ON COLUMN meta_freshness.source IS '服务 | service';
COMMENT ON COLUMN meta_freshness.position IS '事件位置 | position in its log';
COMMENT ON COLUMN meta_freshness.recorded_at IS '最后事件的记录时间，UTC | when the last event was recorded, UTC';
COMMENT ON COLUMN meta_freshness.projected_at IS '该事件计入报表的时间，UTC | when the figures included it, UTC';
COMMENT ON COLUMN meta_freshness.lag_seconds IS '从记录到计入的秒数 | seconds from the one to the other';

CREATE VIEW meta_dictionary AS
SELECT class.relname::text AS relation, attribute.attname::text AS field,
       split_part(description, ' | ', 1) AS meaning_zh, split_part(description, ' | ', 2) AS meaning_en
  FROM pg_catalog.pg_description
  JOIN pg_catalog.pg_class AS class ON class.oid = objoid
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relnamespace
  LEFT JOIN pg_catalog.pg_attribute AS attribute ON attrelid = objoid AND attnum = objsubid AND objsubid > 0
 WHERE nspname = 'bi' AND relkind IN ('r', 'v')
 UNION ALL
SELECT proname::text, NULL, split_part(description, ' | ', 1), split_part(description, ' | ', 2)
  FROM pg_catalog.pg_description
  JOIN pg_catalog.pg_proc AS function ON function.oid = objoid AND classoid = 'pg_catalog.pg_proc'::regclass
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = pronamespace
 WHERE nspname = 'bi';
COMMENT ON VIEW meta_dictionary IS '数据字典 | what every table, column and function means';
COMMENT ON COLUMN meta_dictionary.relation IS '表、视图或函数 | table, view or function';
COMMENT ON COLUMN meta_dictionary.field IS '列；空为表、视图或函数本身 | column; none: the table, view or function itself';
COMMENT ON COLUMN meta_dictionary.meaning_zh IS '中文含义 | meaning in Chinese';
COMMENT ON COLUMN meta_dictionary.meaning_en IS '英文含义 | meaning in English';


CREATE TABLE meta_held (
    archived bigint,
    source   text   NOT NULL,
    position bigint NOT NULL,
    type     text   NOT NULL,
    reason   text   NOT NULL,
    PRIMARY KEY (archived)
);
COMMENT ON TABLE meta_held IS '无法计入报表的事件 | events that no table here could take, and that are in no figure';
COMMENT ON COLUMN meta_held.archived IS '归档序号 | place in the archive';
COMMENT ON COLUMN meta_held.source IS '服务 | service';
COMMENT ON COLUMN meta_held.position IS '事件位置 | position in its log';
COMMENT ON COLUMN meta_held.type IS '事件类型 | type of event';
COMMENT ON COLUMN meta_held.reason IS '原因 | why not';
