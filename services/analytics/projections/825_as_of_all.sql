-- What 820_as_of.sql tells of one person, of everybody who ever had a record.

-- create
CREATE FUNCTION as_of_records(known_at timestamptz)
RETURNS TABLE (member_key uuid, person_key uuid, counts boolean) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_records(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_records(timestamptz) IS '当时所知：会员档案归属及是否计入会员数 | as known then: whose each member''s record was, and whether it counted as a member';

-- create
CREATE FUNCTION as_of_lots(known_at timestamptz)
RETURNS TABLE (person_key uuid, card_key uuid, lot_key uuid, kind text, card_kind text, trial boolean, first_day date,
               until_day date) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_lots(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_lots(timestamptz) IS '当时所知：权益批次的日子及持有人 | as known then: the days of lots, and who held them';

-- create
CREATE FUNCTION as_of_visits(known_at timestamptz)
RETURNS TABLE (person_key uuid, day date) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_visits(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_visits(timestamptz) IS '当时所知：会员到场的日子 | as known then: the days on which members came';

-- create
CREATE FUNCTION as_of_members(known_at timestamptz)
RETURNS TABLE (member_key uuid, venue_key uuid, channel text, imported boolean, joined_day date, today date,
               months integer) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_members(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_members(timestamptz) IS '当时所知：会员、入会日、当日与满月数 | as known then: members with the day of joining, the day it was, and full months since';

-- The months of everybody are reckoned at once, table by table: 20,000 members one by one would take seconds. A test holds
-- this against what 820_as_of.sql says of each.

-- create
CREATE FUNCTION as_of_member_months(known_at timestamptz, of_venue uuid, everybody boolean)
RETURNS TABLE (member_key uuid, month integer, first_day date, until_day date, visits integer, held boolean,
               held_next boolean) STABLE
BEGIN ATOMIC
    WITH record AS MATERIALIZED (  -- each record as it was last told, and whose it is
        SELECT last.member_key, last.change,
               CASE last.change WHEN 'merged' THEN last.other_member_key ELSE last.member_key END AS person_key
          FROM (SELECT DISTINCT ON (event.member_key) event.member_key, event.change, event.other_member_key
                  FROM fact_member_event AS event
                 WHERE event.recorded_at <= known_at
                 ORDER BY event.member_key, event.version DESC) AS last
         WHERE last.change NOT IN ('submitted', 'rejected')
    ), holder AS MATERIALIZED (
        SELECT DISTINCT ON (held.card_key) held.card_key, held.member_key, held.version
          FROM fact_card_holder AS held
         WHERE held.recorded_at <= known_at
         ORDER BY held.card_key, held.version DESC
    ), used AS (
        SELECT holder.card_key, holder.member_key, date '-infinity' AS since_day
          FROM holder
         UNION ALL
        SELECT shared.card_key, shared.member_key, shared.since_day
          FROM (SELECT DISTINCT ON (said.card_key, said.member_key) said.*
                  FROM fact_card_sharer AS said
                 WHERE said.recorded_at <= known_at
                 ORDER BY said.card_key, said.member_key, said.version DESC) AS shared
          LEFT JOIN holder ON holder.card_key = shared.card_key AND holder.version > shared.version
         WHERE shared.shares AND holder.card_key IS NULL
    ), days AS (
        SELECT DISTINCT ON (moved.lot_key) moved.lot_key, moved.first_day, moved.until_day
          FROM fact_lot_days AS moved
         WHERE moved.recorded_at <= known_at AND moved.first_day IS NOT NULL
         ORDER BY moved.lot_key, moved.version DESC
    ), over AS (
        SELECT ended.lot_key, min(ended.ended_day) AS ended_day
          FROM fact_lot_days AS ended
         WHERE ended.recorded_at <= known_at AND ended.ended_day IS NOT NULL
         GROUP BY ended.lot_key
    ), notice AS (
        SELECT DISTINCT ON (said.card_key) said.card_key, CASE WHEN said.detail = 'notice' THEN said.until_day END AS until_day
          FROM fact_card_event AS said
         WHERE said.recorded_at <= known_at AND said.change IN ('notice_given', 'notice_withdrawn', 'membership_ended')
         ORDER BY said.card_key, said.archived DESC
    ), lot AS MATERIALIZED (
        SELECT record.person_key, greatest(days.first_day, used.since_day) AS first_day,
               least(days.until_day, over.ended_day, notice.until_day) AS until_day
          FROM used
          JOIN record ON record.member_key = used.member_key
          JOIN dim_lot AS lot ON lot.card_key = used.card_key AND NOT lot.trial
          JOIN days ON days.lot_key = lot.lot_key
          LEFT JOIN over ON over.lot_key = lot.lot_key
          LEFT JOIN notice ON notice.card_key = lot.card_key
    ), began AS (
        SELECT lot.person_key, min(lot.first_day) AS first_day FROM lot WHERE lot.first_day < lot.until_day GROUP BY lot.person_key
    ), member AS MATERIALIZED (
        SELECT joined.member_key, joined.joined_day, full_months(joined.joined_day, joined.today) AS months,
               (date_part('year', joined.joined_day) * 12 + date_part('month', joined.joined_day))::integer AS joined_month,
               date_part('day', joined.joined_day)::integer AS joined_on
          FROM (SELECT member.member_key, (known_at AT TIME ZONE venue.zone)::date AS today,
                       CASE WHEN member.imported THEN least(registered.date, began.first_day) ELSE registered.date END AS joined_day
                  FROM record
                  JOIN dim_member AS member ON member.member_key = record.member_key
                  JOIN dim_venue AS venue ON venue.venue_key = member.venue_key
                  JOIN dim_date AS registered ON registered.date_key = member.registered_date_key
                  LEFT JOIN began ON began.person_key = member.member_key
                 WHERE record.change IN ('registered', 'imported', 'merge_undone')
                   AND (everybody OR member.venue_key = of_venue)) AS joined
    ), came AS (  -- full_months, reckoned on keys of days: half a million calls of a function would be most of the time
        SELECT day.member_key,
               day.date_key / 10000 * 12 + day.date_key / 100 % 100 - day.joined_month + 1
               - CASE WHEN day.date_key % 100 >= day.joined_on THEN 0 WHEN day.date_key % 100 < 28 THEN 1
                      WHEN date_part('day', make_date(day.date_key / 10000, day.date_key / 100 % 100, day.date_key % 100) + 1) = 1
                      THEN 0 ELSE 1 END AS month,
               count(*)::integer AS visits
          FROM (SELECT DISTINCT member.member_key, member.joined_month, member.joined_on, swipe.date_key
                  FROM member
                  JOIN record ON record.person_key = member.member_key
                  JOIN fact_checkin AS swipe ON swipe.member_key = record.member_key
                 WHERE swipe.granted AND swipe.recorded_at <= known_at
                   AND (swipe.taken_back_at IS NULL OR swipe.taken_back_at > known_at)) AS day
         GROUP BY 1, 2
    ), lived AS MATERIALIZED (
        SELECT member.member_key, nth AS month, (member.joined_day + make_interval(months => nth - 1))::date AS first_day,
               (member.joined_day + make_interval(months => nth))::date AS until_day
          FROM member
         CROSS JOIN generate_series(1, member.months) AS nth
    ), kept AS (
        SELECT DISTINCT lived.member_key, lived.month
          FROM lived
          JOIN lot ON lot.person_key = lived.member_key AND lot.first_day < lived.until_day AND lot.until_day >= lived.until_day
    )
    SELECT lived.member_key, lived.month, lived.first_day, lived.until_day, coalesce(came.visits, 0), kept.month IS NOT NULL,
           lead(kept.month IS NOT NULL) OVER (PARTITION BY lived.member_key ORDER BY lived.month)
      FROM lived
      LEFT JOIN came ON came.member_key = lived.member_key AND came.month = lived.month
      LEFT JOIN kept ON kept.member_key = lived.member_key AND kept.month = lived.month
    OFFSET 0;
END;

-- create
CREATE FUNCTION as_of_member_months(known_at timestamptz)
RETURNS TABLE (member_key uuid, month integer, first_day date, until_day date, visits integer, held boolean,
               held_next boolean) STABLE
BEGIN ATOMIC
    SELECT * FROM as_of_member_months(known_at, NULL, true);
END;
COMMENT ON FUNCTION as_of_member_months(timestamptz) IS '当时所知：每位会员入会后各满月的到场天数、月末与次月末是否持卡 | as known then: for each full month since joining the days of visit, and whether a card ran on its last day and on that of the next month';
COMMENT ON FUNCTION as_of_member_months(timestamptz, uuid, boolean) IS '当时所知：同上，一家场馆的会员或所有会员 | as known then: the same of the members of one venue, or of everybody';
