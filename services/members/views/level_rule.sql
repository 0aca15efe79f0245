-- on LadderPublished
INSERT INTO level_rule (ladder, from_day, rank, level, name, name_zh, period_months, needs, falls, reach, keep, rights)
SELECT %(ladder)s, %(from_day)s, rule.place - 1, rule.told ->> 'level', rule.told ->> 'name', rule.told ->> 'name_zh',
       %(period_months)s, %(needs)s, %(falls)s, rule.told -> 'reach', rule.told -> 'keep', rule.told -> 'rights'
  FROM jsonb_array_elements(%(levels)s::jsonb) WITH ORDINALITY AS rule (told, place)
ON CONFLICT (ladder, rank) DO NOTHING;
