-- on ExtraFieldDefined
INSERT INTO extra_field (position, field_id, from_day, name, name_zh, kind, choices, required_at, personal, asked)
VALUES (%(position)s, %(field_id)s, %(from_day)s, %(name)s, %(name_zh)s, %(kind)s,
        ARRAY(SELECT jsonb_array_elements_text(%(choices)s::jsonb)),
        ARRAY(SELECT jsonb_array_elements_text(%(required_at)s::jsonb)), %(personal)s, %(asked)s)
ON CONFLICT (position) DO NOTHING;
