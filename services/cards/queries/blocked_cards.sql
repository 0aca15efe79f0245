SELECT card_id, number, member_id, venue_id,
       CASE WHEN shut THEN owed_amount END AS owed_amount, CASE WHEN shut THEN owed_currency END AS owed_currency,
       least(by_hand_since, erased_since, CASE WHEN shut THEN owed_since END) AS since, by_hand, let_in_until,
       erased_since IS NOT NULL AS erased
  FROM card_block
  JOIN card USING (card_id)
 WHERE (shut OR by_hand IS NOT NULL OR erased_since IS NOT NULL)
   AND NOT cancelled
   AND (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY since, number
 LIMIT 500
