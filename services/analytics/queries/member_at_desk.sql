WITH person AS MATERIALIZED (
    SELECT home.person_key, home.venue_key, venue.name, venue.name_zh, zone, (%(now)s AT TIME ZONE zone)::date AS today
      FROM bi.dim_member AS asked
      JOIN bi.dim_member AS home ON home.member_key = asked.person_key
      JOIN bi.dim_venue AS venue ON venue.venue_key = home.venue_key
     WHERE asked.member_key = %(member_id)s::uuid AND NOT home.erased AND NOT home.withdrawn
), record AS MATERIALIZED (
    SELECT member_key FROM bi.dim_member WHERE person_key = (SELECT person_key FROM person)
), came AS MATERIALIZED (
    SELECT visit.*, venue.name, venue.name_zh, venue.zone
      FROM record
      JOIN bi.fact_checkin AS visit USING (member_key)
      JOIN bi.dim_venue AS venue USING (venue_key)
     WHERE taken_back_at IS NULL
), lot AS MATERIALIZED (  -- those that run, or are still to begin
    SELECT told.card_key, told.lot_key, told.first_day, told.until_day, today
      FROM person
     CROSS JOIN bi.as_of_lots(%(now)s, person.person_key) AS told
     WHERE told.first_day < told.until_day AND told.until_day > today
), card AS (
    SELECT card_key, today, min(lot.first_day) AS first_day, max(lot.until_day) AS until_day,
           (array_agg(dim_lot.card_kind ORDER BY lot.first_day, lot.lot_key))[1] AS kind,
           (array_agg(dim_lot.product_key ORDER BY lot.first_day, lot.lot_key))[1] AS product_key,
           sum(coalesce(units_left, visits)) FILTER (WHERE dim_lot.card_kind = 'visits') AS visits_left,
           sum(coalesce(units_left, archive.minor(value, currency))) FILTER (WHERE value IS NOT NULL) AS value_left,
           min(currency) AS currency
      FROM lot
      JOIN bi.dim_lot USING (lot_key, card_key)
     GROUP BY card_key, today
), block AS (
    SELECT card.card_key,
           (SELECT max(rest.until_day) FROM bi.v_card_rests AS rest
             WHERE rest.card_key = card.card_key AND rest.first_day <= today AND rest.until_day > today) AS frozen_until,
           (SELECT change FROM bi.fact_card_event AS said
             WHERE said.card_key = card.card_key AND change IN ('lost', 'found')
             ORDER BY archived DESC LIMIT 1) = 'lost' AS lost,
           (SELECT change FROM bi.fact_card_event AS said
             WHERE said.card_key = card.card_key AND change LIKE 'auto_renewal_%%'
             ORDER BY archived DESC LIMIT 1) = 'auto_renewal_agreed' AS renews,
           (SELECT change FROM bi.fact_door_event AS said
             WHERE said.card_key = card.card_key AND change IN ('shut_for_debt', 'warned_of_debt', 'free_of_debt')
             ORDER BY version DESC LIMIT 1) = 'shut_for_debt'
               AND NOT EXISTS (SELECT FROM bi.fact_door_event AS let
                                WHERE let.card_key = card.card_key AND change = 'let_in' AND until_day >= today) AS debt,
           (SELECT change FROM bi.fact_door_event AS said
             WHERE said.card_key = card.card_key AND change IN ('blocked', 'unblocked')
             ORDER BY version DESC LIMIT 1) = 'blocked' AS hand
      FROM card
), seat AS MATERIALIZED (
    SELECT booking_key, session_key, booking.venue_key, booking.status, starts_at, zone, course.name, course.name_zh,
           venue.name AS venue, venue.name_zh AS venue_zh,
           jsonb_build_object('booking_id', booking_key, 'session_id', session_key, 'venue_id', booking.venue_key,
                              'venue', venue.name, 'venue_zh', venue.name_zh, 'course', coalesce(course.name, session.category),
                              'course_zh', coalesce(course.name_zh, session.category), 'status', booking.status,
                              'at', to_char(starts_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI')) AS shown
      FROM record
      JOIN bi.fact_booking AS booking USING (member_key)
      JOIN bi.fact_class_session AS session USING (session_key)
      JOIN bi.dim_venue AS venue ON venue.venue_key = booking.venue_key
      LEFT JOIN bi.dim_course AS course USING (course_key)
), bought AS MATERIALIZED (
    SELECT line.*, date, venue.name, venue.name_zh,
           %(actor_venues)s::text[] IS NULL OR line.venue_key::text = ANY (%(actor_venues)s::text[]) AS mine
      FROM record
      JOIN bi.fact_order_line AS line USING (member_key)
      JOIN bi.dim_date USING (date_key)
      JOIN bi.dim_venue AS venue USING (venue_key)
), went_back AS (  -- a refund names order and product, not the line: what of it is a line's goes by amount
    SELECT order_id, product_key, sum(share.amount) AS refunded,
           (SELECT sum(line.amount) FROM bought AS line
             WHERE line.order_id = share.order_id AND line.product_key IS NOT DISTINCT FROM share.product_key) AS whole
      FROM bi.fact_refund_share AS share
     WHERE order_id IN (SELECT order_id FROM bought)
     GROUP BY order_id, product_key
), shown AS (
    SELECT date, order_line_key,
           jsonb_build_object(
               'order_id', line.order_id, 'day', date, 'venue_id', line.venue_key, 'venue', line.name, 'venue_zh', line.name_zh,
               'kind', line.income_kind, 'product', coalesce(product.name, ''), 'product_zh', coalesce(product.name_zh, ''),
               'quantity', quantity, 'amount', jsonb_build_object('amount', archive.minor(line.amount, line.currency), 'currency', line.currency),
               'refunded', CASE WHEN refunded > 0
                                THEN jsonb_build_object('amount', archive.minor(round(refunded * line.amount / nullif(whole, 0), 2), line.currency),
                                                        'currency', line.currency) END) AS told
      FROM bought AS line
      LEFT JOIN went_back AS back ON back.order_id = line.order_id AND back.product_key IS NOT DISTINCT FROM line.product_key
      LEFT JOIN bi.dim_product AS product ON product.product_key = line.product_key
     WHERE mine
     ORDER BY date DESC, order_line_key
     LIMIT 20
), debt AS (
    SELECT debt.debt_key, debt.venue_key, cause, due_day, last.still_owed, last.currency, venue.name, venue.name_zh,
           (%(now)s AT TIME ZONE debt.zone)::date - due_day AS late
      FROM record
      JOIN bi.dim_debt AS debt USING (member_key)
      JOIN bi.dim_venue AS venue USING (venue_key)
     CROSS JOIN LATERAL (SELECT change, still_owed, change.currency
                           FROM bi.fact_debt_change AS change
                          WHERE change.debt_key = debt.debt_key
                          ORDER BY change.version DESC
                          LIMIT 1) AS last
     WHERE last.change = 'owes' AND last.still_owed > 0
), level AS (
    SELECT change.level, change.ladder
      FROM person
      JOIN bi.fact_level_change AS change ON change.member_key = person.person_key
     ORDER BY change.version DESC
     LIMIT 1
)
SELECT person.person_key AS member_id, person.venue_key AS venue_id, person.name AS venue, person.name_zh AS venue_zh, zone, today,
       (SELECT jsonb_build_object('venue_id', venue_key, 'venue', came.name, 'venue_zh', came.name_zh, 'card_id', card_key,
                                  'since', to_char(happened_at AT TIME ZONE came.zone, 'YYYY-MM-DD HH24:MI'))
          FROM (SELECT * FROM came WHERE granted ORDER BY happened_at DESC LIMIT 1) AS came
         WHERE happened_at > %(now)s - make_interval(mins => %(assumed_minutes)s)
           AND NOT EXISTS (SELECT FROM bi.fact_gate_exit AS left_by
                            WHERE left_by.card_key = came.card_key AND left_by.member_key = came.member_key
                              AND left_by.happened_at >= came.happened_at)) AS inside,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'venue_id', venue_key, 'venue', last.name, 'venue_zh', last.name_zh, 'granted', granted, 'code', reason,
                   'at', to_char(happened_at AT TIME ZONE last.zone, 'YYYY-MM-DD HH24:MI')) ORDER BY happened_at DESC), '[]')
          FROM (SELECT * FROM came ORDER BY happened_at DESC LIMIT 10) AS last) AS visits,
       (SELECT count(DISTINCT (venue_key, date_key)) FROM came
         WHERE granted AND date_key > archive.date_key(today - 30)) AS visits_30,
       (SELECT min(date) FROM came JOIN bi.dim_date USING (date_key) WHERE granted) AS first_visit,
       (SELECT max(date) FROM came JOIN bi.dim_date USING (date_key) WHERE granted) AS last_visit,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'card_id', card_key, 'product_id', card.product_key, 'product', coalesce(product.name, ''),
                   'product_zh', coalesce(product.name_zh, ''), 'kind', kind,
                   'own', held.holder_key IN (SELECT member_key FROM record), 'first', first_day, 'until', until_day,
                   'visits_left', visits_left,
                   'value_left', CASE WHEN value_left IS NOT NULL
                                      THEN jsonb_build_object('amount', value_left, 'currency', card.currency) END,
                   'blocked_by', array_remove(ARRAY[
                       CASE WHEN first_day > card.today THEN 'not_begun' END, CASE WHEN frozen_until IS NOT NULL THEN 'frozen' END,
                       CASE WHEN lost THEN 'lost' END, CASE WHEN debt THEN 'debt' END, CASE WHEN hand THEN 'hand' END], NULL),
                   'frozen_until', frozen_until, 'notice_until', held.notice_until, 'renews', coalesce(renews, false))
                   ORDER BY until_day DESC, card_key), '[]')
          FROM card
          JOIN block USING (card_key)
          JOIN bi.dim_card AS held USING (card_key)
          LEFT JOIN bi.dim_product AS product ON product.product_key = card.product_key) AS cards,
       (SELECT coalesce(jsonb_agg(told ORDER BY date DESC, order_line_key), '[]') FROM shown) AS purchases,
       (SELECT count(*) FROM bought WHERE NOT mine) AS elsewhere,
       (SELECT coalesce(jsonb_agg(seat.shown ORDER BY starts_at), '[]')
          FROM seat
         WHERE status IN ('reserved', 'confirmed', 'waiting') AND starts_at > %(now)s) AS bookings,
       (SELECT coalesce(jsonb_agg(seat.shown ORDER BY starts_at DESC), '[]')
          FROM seat
         WHERE status IN ('attended', 'missed') AND starts_at > %(now)s - interval '90 days') AS classes,
       (SELECT count(*) FROM seat WHERE status = 'attended' AND starts_at > %(now)s - interval '90 days') AS attended_90,
       (SELECT count(*) FROM seat WHERE status = 'missed' AND starts_at > %(now)s - interval '90 days') AS missed_90,
       level.level, rule.name AS level_name, rule.name_zh AS level_name_zh,
       (SELECT coalesce(sum(points), 0)::bigint FROM record JOIN bi.fact_points USING (member_key)) AS points,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'order_id', debt_key, 'venue_id', debt.venue_key, 'venue', debt.name, 'venue_zh', debt.name_zh, 'cause', cause,
                   'due_day', due_day, 'late', greatest(late, 0),
                   'left', jsonb_build_object('amount', archive.minor(still_owed, currency), 'currency', currency))
                   ORDER BY due_day, debt_key), '[]')
          FROM debt) AS debts
  FROM person
  LEFT JOIN level ON true
  LEFT JOIN bi.dim_level AS rule ON rule.ladder = level.ladder AND rule.level = level.level;
