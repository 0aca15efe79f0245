-- create
CREATE FUNCTION as_of_payments(known_at timestamptz, of_person uuid)
RETURNS TABLE (person_key uuid, day date, amount numeric, currency text) STABLE
BEGIN ATOMIC
    SELECT of_person, make_date(paid.date_key / 10000, paid.date_key / 100 % 100, paid.date_key % 100), paid.amount,
           paid.currency
      FROM as_of_records(known_at, of_person) AS record
      JOIN fact_payment AS paid ON paid.member_key = record.member_key
     WHERE paid.recorded_at <= known_at
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_payments(timestamptz, uuid) IS '当时所知：为某人订单收款与退款（退出为负） | as known then: what was paid for a person''s orders, by whomever, negative when it went back';

-- create
CREATE FUNCTION member_classes(known_at timestamptz, of_person uuid, in_currency text, high_value_from numeric,
                               spend_days integer, often integer, often_days integer, new_days integer, lost_days integer)
RETURNS TABLE (member_key uuid, venue_key uuid, as_of_day date, class text, spent numeric, visits bigint,
               days_since_card integer, days_since_visit integer) STABLE
BEGIN ATOMIC
    WITH member AS MATERIALIZED (
        SELECT told.*
          FROM as_of_members(known_at, of_person) AS told
          JOIN dim_venue AS venue ON venue.venue_key = told.venue_key AND venue.currency = in_currency
         WHERE told.today >= told.joined_day
    ), fact AS (
        SELECT member.*, coalesce(paid.spent, 0) AS spent, came.visits, member.today - came.last_day AS days_since_visit,
               CASE WHEN held.until_day IS NOT NULL THEN greatest(0, member.today - held.until_day) END AS days_since_card
          FROM member
         CROSS JOIN LATERAL (SELECT sum(payment.amount) AS spent
                               FROM as_of_payments(known_at, of_person) AS payment
                              WHERE payment.currency = in_currency AND payment.day > member.today - spend_days) AS paid
         CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE visit.day > member.today - often_days) AS visits,
                                    max(visit.day) AS last_day
                               FROM as_of_visits(known_at, of_person) AS visit) AS came
         CROSS JOIN LATERAL (SELECT max(lot.until_day) AS until_day
                               FROM as_of_lots(known_at, of_person) AS lot
                              WHERE NOT lot.trial AND lot.first_day < lot.until_day) AS held
    )
    SELECT fact.member_key, fact.venue_key, fact.today,
           CASE WHEN fact.days_since_card >= lost_days AND coalesce(fact.days_since_visit >= lost_days, true) THEN 'lost'
                WHEN fact.spent >= high_value_from THEN 'high_value'
                WHEN fact.visits >= often THEN 'potential'
                WHEN fact.days_since_card IS NULL AND fact.today - fact.joined_day < new_days THEN 'potential'
                ELSE 'other' END,
           fact.spent, fact.visits, fact.days_since_card, fact.days_since_visit
      FROM fact;
END;
COMMENT ON FUNCTION member_classes IS '会员分类：高价值、潜力、流失、其他；仅用该时刻前已记录的事件，门槛由调用方给出 | a person''s class by value, from events recorded up to that instant and by the thresholds given: high_value, potential, lost or other; the meaning of each: query MemberClasses';
