-- create
CREATE VIEW v_doors_shut AS
SELECT shut.card_key, card.venue_key, coalesce(person_key, shut.member_key) AS person_key, shut.cause, shut.owed, shut.currency,
       shut.owed_since, shut.shut_at, least(shut.opened_at, gone.at, card.valid_until::timestamp AT TIME ZONE card.zone) AS opened_at,
       (shut.shut_at AT TIME ZONE card.zone)::date AS first_day,
       least((least(shut.opened_at, gone.at) AT TIME ZONE card.zone)::date, card.valid_until) AS until_day
  FROM (SELECT *, lead(happened_at) OVER door AS opened_at
          FROM (SELECT *, shuts IS DISTINCT FROM lag(shuts) OVER door AS turns
                  FROM (SELECT card_key, member_key, owed, currency, owed_since, happened_at, happened_at AS shut_at, archived,
                               change IN ('shut_for_debt', 'blocked') AS shuts,
                               CASE WHEN change IN ('blocked', 'unblocked') THEN 'hand' ELSE 'debt' END AS cause
                          FROM fact_door_event
                         WHERE change <> 'let_in'
                         UNION ALL
                        SELECT card_key, member_key, NULL, NULL, NULL, happened_at, happened_at, archived, false, 'debt'
                          FROM fact_card_event
                         WHERE change = 'transferred') AS said
                WINDOW door AS (PARTITION BY card_key, cause ORDER BY archived)) AS told
         WHERE turns
        WINDOW door AS (PARTITION BY card_key, cause ORDER BY archived)) AS shut
  JOIN dim_card AS card ON card.card_key = shut.card_key
  LEFT JOIN dim_member AS member ON member.member_key = shut.member_key
  LEFT JOIN (SELECT card_key, min(happened_at) AS at
               FROM fact_card_event
              WHERE change = 'cancelled'
              GROUP BY card_key) AS gone ON gone.card_key = shut.card_key
 WHERE shuts AND shut_at < least(gone.at, card.valid_until::timestamp AT TIME ZONE card.zone);
COMMENT ON VIEW v_doors_shut IS '卡片被停用的时段：因欠费或人工；转让、退卡或到期即止 | times in which doors were shut on a card, by a debt or by hand; they end with a transfer (debts), a refund or the card''s end';
COMMENT ON COLUMN v_doors_shut.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN v_doors_shut.venue_key IS '售卡场馆键 | venue that sold the card: dim_venue';
COMMENT ON COLUMN v_doors_shut.person_key IS '持卡人现归属的会员键 | whose the holder''s record is now: dim_member.person_key';
COMMENT ON COLUMN v_doors_shut.cause IS '原因：debt 欠费、hand 人工 | debt or hand';
COMMENT ON COLUMN v_doors_shut.owed IS '停用时所欠 | owed when they shut';
COMMENT ON COLUMN v_doors_shut.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN v_doors_shut.owed_since IS '最早一笔欠款之日 | the oldest of it is owed since this day';
COMMENT ON COLUMN v_doors_shut.shut_at IS '停用时刻，UTC | since when, UTC';
COMMENT ON COLUMN v_doors_shut.opened_at IS '恢复时刻，UTC；9999-12-31 为至今停用且卡无止日 | until when, UTC; 9999-12-31: they are shut still, and the card has no end';
COMMENT ON COLUMN v_doors_shut.first_day IS '停用首日，售卡场馆时区 | first day, in the zone of the selling venue';
COMMENT ON COLUMN v_doors_shut.until_day IS '停用止日（不含）；同日恢复则无一日 | over from this day on; opened on the same day, it took no day';
