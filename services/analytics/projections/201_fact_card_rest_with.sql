-- create
CREATE TABLE fact_card_rest_with (
    card_rest_with_key text,
    card_key           uuid NOT NULL,
    membership_key     uuid NOT NULL,
    member_key         uuid,
    first_day          date NOT NULL,
    until_day          date NOT NULL,
    moved_days         integer NOT NULL,
    happened_at        timestamptz NOT NULL,
    archived           bigint NOT NULL,
    PRIMARY KEY (card_rest_with_key)
);
CREATE INDEX ON fact_card_rest_with (card_key);
CREATE INDEX ON fact_card_rest_with (archived);
COMMENT ON TABLE fact_card_rest_with IS '随会籍冻结的课包 | rests of lesson packs with their member''s membership';
COMMENT ON COLUMN fact_card_rest_with.card_rest_with_key IS '键：卡、会籍卡与原定首日 | card, membership and the first day as it was agreed';
COMMENT ON COLUMN fact_card_rest_with.card_key IS '卡键 | the card that rests along: dim_card';
COMMENT ON COLUMN fact_card_rest_with.membership_key IS '会籍卡键 | the membership that rests: dim_card';
COMMENT ON COLUMN fact_card_rest_with.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_card_rest_with.first_day IS '首日 | first day';
COMMENT ON COLUMN fact_card_rest_with.until_day IS '止日（不含）；与首日相同为未冻结 | over from this day on; the first day: no rest';
COMMENT ON COLUMN fact_card_rest_with.moved_days IS '顺延天数 | by how many days its end moved';
COMMENT ON COLUMN fact_card_rest_with.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_card_rest_with.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_card_rest_with (card_rest_with_key, card_key, membership_key, member_key, first_day, until_day,
                                 moved_days, happened_at, archived)
SELECT DISTINCT ON (key) key, card_key, membership_key, member_key, first_day, until_day, moved_days, happened_at, archived
  FROM (SELECT concat_ws(':', data ->> 'card_id', data ->> 'membership_id', data ->> 'first') AS key,
               (data ->> 'card_id')::uuid AS card_key, (data ->> 'membership_id')::uuid AS membership_key,
               (data ->> 'member_id')::uuid AS member_key, (data -> 'rest' ->> 'first')::date AS first_day,
               (data -> 'rest' ->> 'until')::date AS until_day, (data ->> 'moved_days')::integer AS moved_days,
               happened_at, archived, version
          FROM batch
         WHERE type = 'MembershipRestCounted') AS told
 ORDER BY key, version DESC
ON CONFLICT (card_rest_with_key) DO UPDATE
   SET first_day = excluded.first_day, until_day = excluded.until_day, moved_days = excluded.moved_days,
       happened_at = excluded.happened_at, archived = excluded.archived;
