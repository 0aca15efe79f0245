WITH asked AS (
    SELECT venue_key, name, zone, coalesce(%(on)s::date, (%(now)s AT TIME ZONE zone)::date) AS day
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), card AS (
    SELECT card_key, venue_key, product_key, day, bool_or(lot.first_day <= day AND lot.until_day > day) AS running,
           min(lot.first_day) > day AS not_begun, max(lot.until_day) AS until_day
      FROM bi.dim_card AS card
      JOIN asked USING (venue_key)
      JOIN (SELECT card_key, first_day, until_day, granted_date_key
              FROM bi.v_lots
             WHERE first_day < until_day) AS lot USING (card_key)
     WHERE lot.granted_date_key <= archive.date_key(day)
     GROUP BY card_key, venue_key, product_key, day
), marked AS (
    SELECT card.*, until_day <= day + %(days)s AND running AS expiring,
           EXISTS (SELECT FROM bi.v_card_rests AS rest
                    WHERE rest.card_key = card.card_key AND rest.first_day <= day AND rest.until_day > day) AS frozen,
           (SELECT change FROM bi.fact_card_event AS said
             WHERE said.card_key = card.card_key AND change IN ('lost', 'found') AND date_key <= archive.date_key(day)
             ORDER BY archived DESC LIMIT 1) = 'lost' AS lost,
           (SELECT change FROM bi.fact_card_event AS said
             WHERE said.card_key = card.card_key AND change LIKE 'auto_renewal_%%' AND date_key <= archive.date_key(day)
             ORDER BY archived DESC LIMIT 1) = 'auto_renewal_agreed' AS agreed
      FROM card
)
SELECT venue_key AS venue_id, asked.name AS venue, product_key AS product_id, coalesce(product.name, '') AS product,
       asked.day, count(*) FILTER (WHERE running) AS running, count(*) FILTER (WHERE not_begun) AS not_begun,
       count(*) FILTER (WHERE NOT running AND NOT not_begun) AS over,
       count(*) FILTER (WHERE running AND frozen) AS frozen, count(*) FILTER (WHERE running AND lost) AS lost,
       count(*) FILTER (WHERE expiring) AS expiring, count(*) FILTER (WHERE expiring AND agreed) AS renewing,
       count(*) FILTER (WHERE NOT running AND NOT not_begun AND until_day > asked.day - %(days)s) AS lapsed, zone
  FROM marked
  JOIN asked USING (venue_key)
  LEFT JOIN bi.dim_product AS product USING (product_key)
 GROUP BY venue_key, asked.name, zone, asked.day, product_key, product.name
 ORDER BY venue, venue_id, product, product_id;
