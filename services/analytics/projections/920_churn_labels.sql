-- create
CREATE FUNCTION churn_labels(known_at timestamptz, within_days integer, of_person uuid)
RETURNS TABLE (member_key uuid, settled boolean, lapsed boolean, refunded boolean, erased boolean) STABLE
BEGIN ATOMIC
    WITH fresh AS (
        SELECT min(meta_freshness.recorded_at) AS until FROM meta_freshness WHERE meta_freshness.source IN ('cards', 'members')
    ), member AS MATERIALIZED (
        SELECT told.member_key, told.today, told.today + within_days AS last_day,
               coalesce(now.person_key, told.member_key) AS person_key,
               known_at + make_interval(days => within_days) <= fresh.until AS settled
          FROM as_of_members(known_at, of_person) AS told
         CROSS JOIN fresh
          LEFT JOIN dim_member AS now ON now.member_key = told.member_key
    ), card AS MATERIALIZED (
        SELECT DISTINCT record.person_key, holder.card_key
          FROM (SELECT DISTINCT member.person_key FROM member) AS person
          JOIN dim_member AS record ON record.person_key = person.person_key
          JOIN (SELECT held.card_key, held.member_key FROM fact_card_holder AS held
                 UNION ALL
                SELECT shared.card_key, shared.member_key FROM fact_card_sharer AS shared) AS holder
               ON holder.member_key = record.member_key
    ), held AS (
        SELECT member.member_key, bool_or(lot.first_day <= member.today AND lot.until_day > member.today) AS before,
               bool_or(lot.first_day <= member.last_day AND lot.until_day > member.last_day) AS after,
               bool_or(lot.ended_by IN ('withdrawn', 'cancelled') AND lot.until_day > member.today
                       AND lot.until_day <= member.last_day) AS refunded
          FROM member
          JOIN card ON card.person_key = member.person_key
         CROSS JOIN LATERAL (SELECT * FROM v_lot_users WHERE v_lot_users.card_key = card.card_key OFFSET 0) AS lot
         WHERE lot.person_key = member.person_key AND NOT lot.trial AND lot.first_day < lot.until_day
         GROUP BY member.member_key
    ), gone AS (
        SELECT event.member_key, min(event.happened_at) AS at
          FROM (SELECT DISTINCT member.person_key FROM member) AS person
          JOIN fact_member_event AS event ON event.member_key = person.person_key
         WHERE event.change = 'erased'
         GROUP BY event.member_key
    )
    SELECT member.member_key, member.settled,
           CASE WHEN member.settled THEN coalesce(held.before AND NOT held.after, false) END,
           CASE WHEN member.settled THEN coalesce(held.before AND NOT held.after AND held.refunded, false) END,
           CASE WHEN member.settled
                THEN coalesce(gone.at > known_at AND gone.at <= known_at + make_interval(days => within_days), false) END
      FROM member
      LEFT JOIN held ON held.member_key = member.member_key
      LEFT JOIN gone ON gone.member_key = member.person_key;
END;
COMMENT ON FUNCTION churn_labels(timestamptz, integer, uuid) IS '流失标签：其后若干天内是否退出；与特征严格分开，未到期为空（某一会员） | what came of the same members within so many days after; kept apart from the features, and none until those days are over; of one person';

-- create
CREATE FUNCTION churn_labels(known_at timestamptz, within_days integer)
RETURNS TABLE (member_key uuid, settled boolean, lapsed boolean, refunded boolean, erased boolean) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM as_of_page(known_at, '00000000-0000-0000-0000-000000000000', NULL, NULL) AS page
     CROSS JOIN LATERAL churn_labels(known_at, within_days, page.person_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION churn_labels(timestamptz, integer) IS '流失标签：其后若干天内是否退出；与特征严格分开，未到期为空 | what came of the same members within so many days after; kept apart from the features, and none until those days are over';
