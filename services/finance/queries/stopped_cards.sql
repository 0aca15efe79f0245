SELECT card_id, day, cause, lines, most, held
  FROM stopped_card
 ORDER BY day, card_id
 LIMIT 500
