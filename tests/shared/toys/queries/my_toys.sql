SELECT toy_id, venue_id, name, price_amount, price_currency, member_id, bought_at
  FROM toy
 WHERE member_id = %(member_id)s
