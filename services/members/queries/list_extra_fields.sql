SELECT field_id, from_day, name, name_zh, kind, choices, required_at, personal, asked
  FROM extra_field
 ORDER BY field_id, from_day DESC, position DESC
