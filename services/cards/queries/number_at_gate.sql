SELECT number, card_id, kind, live, since
  FROM card_number
 WHERE number = upper(replace(%(number)s, ':', ''))
 ORDER BY live DESC, since DESC NULLS LAST
 LIMIT 1
