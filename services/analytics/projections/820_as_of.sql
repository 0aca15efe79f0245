-- Everything here stands only on rows that are never changed and on `recorded_at`: what was not known at `known_at` is in
-- no answer. dim_member, dim_lot, fact_card_rest and the like are as they are now; of them only what never changes is read.

-- create
CREATE FUNCTION as_of_records(known_at timestamptz)
RETURNS TABLE (member_key uuid, person_key uuid, counts boolean) STABLE
BEGIN ATOMIC
    SELECT last.member_key, CASE last.change WHEN 'merged' THEN last.other_member_key ELSE last.member_key END,
           last.change IN ('registered', 'imported', 'merge_undone')
      FROM (SELECT DISTINCT ON (event.member_key) event.member_key, event.change, event.other_member_key
              FROM fact_member_event AS event
             WHERE event.recorded_at <= known_at
             ORDER BY event.member_key, event.version DESC) AS last
     WHERE last.change NOT IN ('submitted', 'rejected');
END;
COMMENT ON FUNCTION as_of_records IS '当时所知：会员档案归属及是否计入会员数 | as known then: whose each member''s record was, and whether it counted as a member';

-- create
CREATE FUNCTION as_of_lots(known_at timestamptz)
RETURNS TABLE (person_key uuid, card_key uuid, lot_key uuid, kind text, card_kind text, trial boolean, first_day date,
               until_day date) STABLE
BEGIN ATOMIC
    SELECT coalesce(record.person_key, holder.member_key), lot.card_key, lot.lot_key, lot.kind, lot.card_kind, lot.trial,
           days.first_day, least(days.until_day, ended.ended_day)
      FROM (SELECT DISTINCT ON (moved.lot_key) moved.lot_key, moved.first_day, moved.until_day
              FROM fact_lot_days AS moved
             WHERE moved.recorded_at <= known_at AND moved.first_day IS NOT NULL
             ORDER BY moved.lot_key, moved.version DESC) AS days
      JOIN dim_lot AS lot ON lot.lot_key = days.lot_key
      JOIN (SELECT DISTINCT ON (held.card_key) held.card_key, held.member_key
              FROM fact_card_holder AS held
             WHERE held.recorded_at <= known_at
             ORDER BY held.card_key, held.version DESC) AS holder ON holder.card_key = lot.card_key
      LEFT JOIN (SELECT over.lot_key, min(over.ended_day) AS ended_day
                   FROM fact_lot_days AS over
                  WHERE over.recorded_at <= known_at AND over.ended_day IS NOT NULL
                  GROUP BY over.lot_key) AS ended ON ended.lot_key = lot.lot_key
      LEFT JOIN as_of_records(known_at) AS record ON record.member_key = holder.member_key;
END;
COMMENT ON FUNCTION as_of_lots IS '当时所知：权益批次的日子及持有人 | as known then: the days of lots, and who held them';

-- create
CREATE FUNCTION as_of_visits(known_at timestamptz)
RETURNS TABLE (person_key uuid, day date) STABLE
BEGIN ATOMIC
    SELECT DISTINCT coalesce(record.person_key, swipe.member_key), dim_date.date
      FROM fact_checkin AS swipe
      JOIN dim_date ON dim_date.date_key = swipe.date_key
      LEFT JOIN as_of_records(known_at) AS record ON record.member_key = swipe.member_key
     WHERE swipe.granted AND swipe.recorded_at <= known_at;
END;
COMMENT ON FUNCTION as_of_visits IS '当时所知：会员到场的日子 | as known then: the days on which members came';

-- create
CREATE FUNCTION as_of_members(known_at timestamptz)
RETURNS TABLE (member_key uuid, venue_key uuid, channel text, imported boolean, joined_day date, today date,
               months integer) STABLE
BEGIN ATOMIC
    WITH since AS (
        SELECT lot.person_key, min(lot.first_day) AS first_day
          FROM as_of_lots(known_at) AS lot
         WHERE NOT lot.trial AND lot.first_day < lot.until_day
         GROUP BY lot.person_key
    ), joined AS (  -- who came from an older system has been a member since the first day of the card brought along
        SELECT member.member_key, member.venue_key, member.channel, member.imported,
               CASE WHEN member.imported THEN least(since.first_day, registered.date) ELSE registered.date END AS joined_day,
               (known_at AT TIME ZONE venue.zone)::date AS today
          FROM as_of_records(known_at) AS record
          JOIN dim_member AS member ON member.member_key = record.member_key
          JOIN dim_venue AS venue ON venue.venue_key = member.venue_key
          JOIN dim_date AS registered ON registered.date_key = member.registered_date_key
          LEFT JOIN since ON since.person_key = record.member_key
         WHERE record.counts
    ), counted AS (
        SELECT joined.*, ((extract(year FROM today) - extract(year FROM joined_day)) * 12
                          + extract(month FROM today) - extract(month FROM joined_day))::integer AS begun
          FROM joined
    )
    SELECT counted.member_key, counted.venue_key, counted.channel, counted.imported, counted.joined_day, counted.today,
           counted.begun - (counted.today < counted.joined_day + make_interval(months => counted.begun))::integer
      FROM counted;
END;
COMMENT ON FUNCTION as_of_members IS '当时所知：会员、入会日、当日与满月数 | as known then: members with the day of joining, the day it was, and full months since';

-- create
CREATE FUNCTION as_of_member_months(known_at timestamptz)
RETURNS TABLE (member_key uuid, month integer, first_day date, until_day date, visits integer, held boolean,
               held_next boolean) STABLE
BEGIN ATOMIC
    WITH lived AS (
        SELECT member.member_key, nth AS month, (member.joined_day + make_interval(months => nth - 1))::date AS first_day,
               (member.joined_day + make_interval(months => nth))::date AS until_day,
               (member.joined_day + make_interval(months => nth + 1))::date AS next_until, member.months > nth AS next_over
          FROM as_of_members(known_at) AS member
         CROSS JOIN generate_series(1, member.months) AS nth
    ), came AS (
        SELECT lived.member_key, lived.month, count(*)::integer AS visits
          FROM lived
          JOIN as_of_visits(known_at) AS visit
               ON visit.person_key = lived.member_key AND visit.day >= lived.first_day AND visit.day < lived.until_day
         GROUP BY lived.member_key, lived.month
    ), held AS (
        SELECT lived.member_key, lived.month, bool_or(lot.first_day < lived.until_day AND lot.until_day >= lived.until_day) AS now,
               bool_or(lot.first_day < lived.next_until AND lot.until_day >= lived.next_until) AS next
          FROM lived
          JOIN as_of_lots(known_at) AS lot ON lot.person_key = lived.member_key AND NOT lot.trial
         GROUP BY lived.member_key, lived.month
    )
    SELECT lived.member_key, lived.month, lived.first_day, lived.until_day, coalesce(came.visits, 0),
           coalesce(held.now, false), CASE WHEN lived.next_over THEN coalesce(held.next, false) END
      FROM lived
      LEFT JOIN came ON came.member_key = lived.member_key AND came.month = lived.month
      LEFT JOIN held ON held.member_key = lived.member_key AND held.month = lived.month;
END;
COMMENT ON FUNCTION as_of_member_months IS '当时所知：每位会员入会后各满月的到场天数、月末与次月末是否持卡 | as known then: for each full month since joining the days of visit, and whether a card ran on its last day and on that of the next month';
