SELECT used.card_id, used.member_id, owner,
       (SELECT count(*)::integer
          FROM swipe
         WHERE swipe.card_id = used.card_id
           AND swipe.member_id = used.member_id
           AND granted
           AND guest_id IS NULL
           AND NOT taken_back
           AND direction = 'in') AS visits
  FROM (SELECT card_id, member_id, true AS owner
          FROM card
         UNION ALL
        SELECT card_id, member_id, false
          FROM card_holder) AS used
 WHERE used.card_id = %(card_id)s
   AND used.card_id IN (SELECT cards_concerning(%(member_id)s))
 ORDER BY owner DESC, member_id
