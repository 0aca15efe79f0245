SELECT kind, CASE WHEN scope <> 'chain' THEN scope END AS venue_id, number, edition, from_day, sign_again_from,
       text, text_zh
  FROM document
 ORDER BY kind, scope = 'chain' DESC, scope, number DESC
