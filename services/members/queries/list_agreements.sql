SELECT kind, edition, from_day, text, text_zh
  FROM agreement
 ORDER BY from_day DESC, position DESC, kind, edition
