-- create
CREATE TABLE fact_card_rest (
    card_rest_key text,
    card_key      uuid NOT NULL,
    member_key    uuid,
    first_day     date NOT NULL,
    until_day     date NOT NULL,
    planned_until date NOT NULL,
    rested_days   integer NOT NULL,
    hold          text,
    fee           text,
    happened_at   timestamptz NOT NULL,
    archived      bigint NOT NULL,
    PRIMARY KEY (card_rest_key)
);
CREATE INDEX ON fact_card_rest (card_key);
CREATE INDEX ON fact_card_rest (archived);
COMMENT ON TABLE fact_card_rest IS '卡的冻结期间 | rests of cards';
COMMENT ON COLUMN fact_card_rest.card_rest_key IS '冻结键：卡与首日 | card and first day';
COMMENT ON COLUMN fact_card_rest.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_card_rest.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_card_rest.first_day IS '首日 | first day';
COMMENT ON COLUMN fact_card_rest.until_day IS '实际止日（不含） | really over from this day on';
COMMENT ON COLUMN fact_card_rest.planned_until IS '原定止日（不含） | was to be over from this day on';
COMMENT ON COLUMN fact_card_rest.rested_days IS '冻结天数；0 为开始前取消 | days of rest; 0: called off before it began';
COMMENT ON COLUMN fact_card_rest.hold IS '冻结效果：extend 顺延、prorate 抵扣下期、keep 照常计费；空为未知 | what it does: extend, prorate (the next charge) or keep; none: not known';
COMMENT ON COLUMN fact_card_rest.fee IS '收费方式：free 免费、set_up 一次、monthly 按月、normal 照常；空为未知 | how it is charged: free, set_up, monthly or normal; none: not known';
COMMENT ON COLUMN fact_card_rest.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_card_rest.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
WITH rest AS MATERIALIZED (
    SELECT data ->> 'card_id' AS card, (data ->> 'member_id')::uuid AS member_key,
           (data -> 'rest' ->> 'first')::date AS first_day, (data -> 'rest' ->> 'until')::date AS planned_until,
           (data ->> 'rested_days')::integer AS rested, happened_at, archived, version
      FROM batch
     WHERE type IN ('CardFrozen', 'FreezeEnded')
)
INSERT INTO fact_card_rest (card_rest_key, card_key, member_key, first_day, until_day, planned_until, rested_days,
                            happened_at, archived)
SELECT DISTINCT ON (card, first_day) card || ':' || first_day, card::uuid, member_key, first_day,
       coalesce(first_day + rested, planned_until), planned_until, coalesce(rested, planned_until - first_day), happened_at,
       archived
  FROM rest
 ORDER BY card, first_day, version DESC
ON CONFLICT (card_rest_key) DO UPDATE
   SET until_day = excluded.until_day, planned_until = excluded.planned_until, rested_days = excluded.rested_days,
       happened_at = excluded.happened_at, archived = excluded.archived;

-- project
UPDATE fact_card_rest
   SET hold = told.hold, fee = told.fee
  FROM (SELECT DISTINCT ON (data ->> 'card_id', data -> 'rest' ->> 'first')
               (data ->> 'card_id') || ':' || (data -> 'rest' ->> 'first') AS card_rest_key,
               coalesce(data ->> 'hold', 'extend') AS hold, coalesce(data ->> 'fee', 'free') AS fee
          FROM batch
         WHERE type = 'CardFrozen'
         ORDER BY data ->> 'card_id', data -> 'rest' ->> 'first', version DESC) AS told
 WHERE fact_card_rest.card_rest_key = told.card_rest_key;
