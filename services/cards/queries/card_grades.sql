SELECT effective, rank, grade, name, name_zh
  FROM card_grade
 ORDER BY effective DESC, rank
