-- Everything here stands only on rows that are never changed and on `recorded_at`: what was not known at `known_at` is in
-- no answer. dim_member, dim_lot, fact_card_rest and the like are as they are now; of them only what never changes is read.
-- Each tells of one person, by indices alone: a page of persons costs a page, and all pages what the whole chain does.
-- OFFSET 0 keeps it so: without it the planner joins everybody's rows to everybody's, which it takes to be few.

-- create
CREATE FUNCTION full_months(first_day date, until_day date) RETURNS integer IMMUTABLE
BEGIN ATOMIC
    SELECT begun - (until_day < first_day + make_interval(months => begun))::integer
      FROM (SELECT ((date_part('year', until_day) - date_part('year', first_day)) * 12
                    + date_part('month', until_day) - date_part('month', first_day))::integer AS begun) AS calendar;
END;
COMMENT ON FUNCTION full_months IS '两日之间的满月数，31 日起算者以月末为满 | full months from a day to another; a month of the 31st ends on the last day';

-- create
CREATE FUNCTION as_of_records(known_at timestamptz, of_person uuid)
RETURNS TABLE (member_key uuid, person_key uuid, counts boolean) STABLE
BEGIN ATOMIC
    SELECT near.member_key, of_person, last.change IN ('registered', 'imported', 'merge_undone')
      FROM (SELECT of_person AS member_key
             UNION
            SELECT event.member_key FROM fact_member_event AS event WHERE event.other_member_key = of_person) AS near
     CROSS JOIN LATERAL (SELECT event.change, event.other_member_key
                           FROM fact_member_event AS event
                          WHERE event.member_key = near.member_key AND event.recorded_at <= known_at
                          ORDER BY event.version DESC
                          LIMIT 1) AS last
     WHERE last.change NOT IN ('submitted', 'rejected')
       AND of_person = CASE last.change WHEN 'merged' THEN last.other_member_key ELSE near.member_key END
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_records(timestamptz, uuid) IS '当时所知：某人的会员档案及是否计入会员数 | as known then: the records that were a person''s, and whether each counted as a member';

-- create
CREATE FUNCTION as_of_lots(known_at timestamptz, of_person uuid)
RETURNS TABLE (person_key uuid, card_key uuid, lot_key uuid, kind text, card_kind text, trial boolean, first_day date,
               until_day date) STABLE
BEGIN ATOMIC
    SELECT of_person, lot.card_key, lot.lot_key, lot.kind, lot.card_kind, lot.trial, greatest(days.first_day, used.since_day),
           least(days.until_day, ended.ended_day, notice.until_day)
      FROM (SELECT held.card_key, date '-infinity' AS since_day
              FROM as_of_records(known_at, of_person) AS record
              JOIN fact_card_holder AS held ON held.member_key = record.member_key AND held.recorded_at <= known_at
             WHERE NOT EXISTS (SELECT FROM fact_card_holder AS later
                                WHERE later.card_key = held.card_key AND later.version > held.version
                                  AND later.recorded_at <= known_at)
             UNION ALL
            SELECT shared.card_key, shared.since_day
              FROM as_of_records(known_at, of_person) AS record
              JOIN fact_card_sharer AS shared ON shared.member_key = record.member_key AND shared.recorded_at <= known_at
             WHERE shared.shares
               AND NOT EXISTS (SELECT FROM fact_card_sharer AS later
                                WHERE later.card_key = shared.card_key AND later.member_key = shared.member_key
                                  AND later.version > shared.version AND later.recorded_at <= known_at)
               AND NOT EXISTS (SELECT FROM fact_card_holder AS later
                                WHERE later.card_key = shared.card_key AND later.version > shared.version
                                  AND later.recorded_at <= known_at)) AS used
      JOIN dim_lot AS lot ON lot.card_key = used.card_key
     CROSS JOIN LATERAL (SELECT moved.first_day, moved.until_day
                           FROM fact_lot_days AS moved
                          WHERE moved.lot_key = lot.lot_key AND moved.recorded_at <= known_at AND moved.first_day IS NOT NULL
                          ORDER BY moved.version DESC
                          LIMIT 1) AS days
     CROSS JOIN LATERAL (SELECT min(over.ended_day) AS ended_day
                           FROM fact_lot_days AS over
                          WHERE over.lot_key = lot.lot_key AND over.recorded_at <= known_at) AS ended
      LEFT JOIN LATERAL (SELECT CASE WHEN said.detail = 'notice' THEN said.until_day END AS until_day
                           FROM fact_card_event AS said
                          WHERE said.card_key = lot.card_key AND said.recorded_at <= known_at
                            AND said.change IN ('notice_given', 'notice_withdrawn', 'membership_ended')
                          ORDER BY said.archived DESC
                          LIMIT 1) AS notice ON true
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_lots(timestamptz, uuid) IS '当时所知：某人所持或共用权益批次的日子 | as known then: the days of the lots that a person held, or used with a card that is shared';

-- create
CREATE FUNCTION as_of_visits(known_at timestamptz, of_person uuid)
RETURNS TABLE (person_key uuid, day date) STABLE
BEGIN ATOMIC
    SELECT of_person, make_date(came.date_key / 10000, came.date_key / 100 % 100, came.date_key % 100)
      FROM (SELECT DISTINCT swipe.date_key
              FROM as_of_records(known_at, of_person) AS record
              JOIN fact_checkin AS swipe ON swipe.member_key = record.member_key
             WHERE swipe.granted AND swipe.recorded_at <= known_at
               AND (swipe.taken_back_at IS NULL OR swipe.taken_back_at > known_at)) AS came
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_visits(timestamptz, uuid) IS '当时所知：某人到场的日子 | as known then: the days on which a person came';

-- create
CREATE FUNCTION as_of_members(known_at timestamptz, of_person uuid)
RETURNS TABLE (member_key uuid, venue_key uuid, channel text, imported boolean, joined_day date, today date,
               months integer) STABLE
BEGIN ATOMIC
    SELECT joined.*, full_months(joined.joined_day, joined.today)
      FROM (SELECT member.member_key, member.venue_key, member.channel, member.imported,
                   CASE WHEN member.imported  -- a member since the first day of the card that was brought along
                        THEN least(registered.date, (SELECT min(lot.first_day)
                                                       FROM as_of_lots(known_at, of_person) AS lot
                                                      WHERE NOT lot.trial AND lot.first_day < lot.until_day))
                        ELSE registered.date END AS joined_day,
                   (known_at AT TIME ZONE venue.zone)::date AS today
              FROM as_of_records(known_at, of_person) AS record
              JOIN dim_member AS member ON member.member_key = record.member_key
              JOIN dim_venue AS venue ON venue.venue_key = member.venue_key
              JOIN dim_date AS registered ON registered.date_key = member.registered_date_key
             WHERE record.counts) AS joined
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_members(timestamptz, uuid) IS '当时所知：某人是否会员、入会日、当日与满月数 | as known then: a person who was a member, with the day of joining, the day it was, and full months since';

-- create
CREATE FUNCTION as_of_member_months(known_at timestamptz, of_person uuid)
RETURNS TABLE (member_key uuid, month integer, first_day date, until_day date, visits integer, held boolean,
               held_next boolean) STABLE
BEGIN ATOMIC
    WITH member AS MATERIALIZED (
        SELECT * FROM as_of_members(known_at, of_person)
    ), lot AS MATERIALIZED (
        SELECT told.first_day, told.until_day FROM as_of_lots(known_at, of_person) AS told WHERE NOT told.trial
    ), begun AS (
        SELECT array_agg((member.joined_day + make_interval(months => nth))::date ORDER BY nth) AS days
          FROM member
         CROSS JOIN generate_series(0, member.months) AS nth
    ), came AS MATERIALIZED (
        SELECT width_bucket(visit.day, begun.days) AS month, count(*)::integer AS visits
          FROM begun
         CROSS JOIN as_of_visits(known_at, of_person) AS visit
         GROUP BY 1
    ), lived AS (
        SELECT member.member_key, nth AS month, (member.joined_day + make_interval(months => nth - 1))::date AS first_day,
               (member.joined_day + make_interval(months => nth))::date AS until_day,
               (member.joined_day + make_interval(months => nth + 1))::date AS next_until, member.months > nth AS next_over
          FROM member
         CROSS JOIN generate_series(1, member.months) AS nth
    )
    SELECT lived.member_key, lived.month, lived.first_day, lived.until_day, coalesce(came.visits, 0),
           EXISTS (SELECT FROM lot WHERE lot.first_day < lived.until_day AND lot.until_day >= lived.until_day),
           CASE WHEN lived.next_over
                THEN EXISTS (SELECT FROM lot WHERE lot.first_day < lived.next_until AND lot.until_day >= lived.next_until) END
      FROM lived
      LEFT JOIN came ON came.month = lived.month
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_member_months(timestamptz, uuid) IS '当时所知：某会员入会后各满月的到场天数、月末与次月末是否持卡 | as known then: for each full month since a person joined the days of visit, and whether a card ran on its last day and on that of the next month';

-- create
CREATE FUNCTION as_of_page(known_at timestamptz, after_key uuid, of_venue uuid, most integer) RETURNS TABLE (person_key uuid) STABLE
BEGIN ATOMIC
    SELECT member.member_key
      FROM dim_member AS member
      JOIN dim_venue AS venue ON venue.venue_key = member.venue_key
      JOIN dim_date AS registered ON registered.date_key = member.registered_date_key
     CROSS JOIN LATERAL (SELECT event.change
                           FROM fact_member_event AS event
                          WHERE event.member_key = member.member_key AND event.recorded_at <= known_at
                          ORDER BY event.version DESC
                          LIMIT 1) AS last
     WHERE member.member_key > after_key AND (of_venue IS NULL OR member.venue_key = of_venue)
       AND last.change IN ('registered', 'imported', 'merge_undone')
       AND (member.imported OR registered.date <= (known_at AT TIME ZONE venue.zone)::date)
     ORDER BY member.member_key
     LIMIT most;
END;
COMMENT ON FUNCTION as_of_page IS '当时所知：某键之后的若干会员，可限某馆 | as known then: so many members behind a key, of one venue or of all';
