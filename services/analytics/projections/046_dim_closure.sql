-- create
CREATE TABLE dim_closure (
    closure_key   uuid,
    venue_key     uuid,
    first_day     date NOT NULL,
    until_day     date NOT NULL,
    planned_until date NOT NULL,
    extends       text NOT NULL,
    happened_at   timestamptz NOT NULL,
    archived      bigint NOT NULL,
    PRIMARY KEY (closure_key)
);
CREATE INDEX ON dim_closure (venue_key);
CREATE INDEX ON dim_closure (archived);
COMMENT ON TABLE dim_closure IS '闭馆：计划与实际 | closures of venues, as planned and as they were';
COMMENT ON COLUMN dim_closure.closure_key IS '闭馆键 | closure';
COMMENT ON COLUMN dim_closure.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN dim_closure.first_day IS '首日 | first day';
COMMENT ON COLUMN dim_closure.until_day IS '实际止日（不含）；等于首日即未闭馆 | really open again on this day; the first day: it was never closed';
COMMENT ON COLUMN dim_closure.planned_until IS '原定止日（不含） | was to be open again on this day';
COMMENT ON COLUMN dim_closure.extends IS '顺延范围：only_here 仅限本馆卡、sold_here 本馆所售亦顺延 | only_here (cards that open no other venue) or sold_here (also all that it sold)';
COMMENT ON COLUMN dim_closure.happened_at IS '决定时间，UTC | when it was decided, UTC';
COMMENT ON COLUMN dim_closure.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO dim_closure (closure_key, venue_key, first_day, until_day, planned_until, extends, happened_at, archived)
SELECT (data ->> 'closure_id')::uuid, (data ->> 'venue_id')::uuid, (data -> 'days' ->> 'first')::date,
       (data -> 'days' ->> 'until')::date, (data -> 'days' ->> 'until')::date, data ->> 'extends', happened_at, archived
  FROM batch
 WHERE type = 'VenueClosed'
ON CONFLICT (closure_key) DO NOTHING;

-- project
UPDATE dim_closure
   SET until_day = told.until_day, archived = greatest(dim_closure.archived, told.archived)
  FROM (SELECT DISTINCT ON (data ->> 'closure_id') (data ->> 'closure_id')::uuid AS closure_key,
               (data -> 'days' ->> 'until')::date AS until_day, archived
          FROM batch
         WHERE type = 'VenueReopened'
         ORDER BY data ->> 'closure_id', version DESC) AS told
 WHERE dim_closure.closure_key = told.closure_key;
