SELECT application_id, card_id, member_id, kind, days, to_member_id, reason, asked_by, asked_at, lapses_at, status, answer,
       rest_first, rest_until, papers
  FROM application
 WHERE card_id = %(card_id)s
 ORDER BY asked_at, application_id
