SELECT toy_id, venue_id, name, price_amount, price_currency, member_id, bought_at
  FROM toy
 WHERE (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s)
   AND (%(actor_venues)s::text[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
   AND (%(toys)s::uuid[] = '{}' OR toy_id = ANY (%(toys)s::uuid[]))
 ORDER BY name;
