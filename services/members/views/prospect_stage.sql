-- on ProspectStagesPublished
INSERT INTO prospect_stage (edition, rank, from_day, stage, name, name_zh, means, follow_up_days, lost_reasons)
SELECT %(edition)s, told.place - 1, %(from_day)s, told.stage ->> 'stage', told.stage ->> 'name', told.stage ->> 'name_zh',
       told.stage ->> 'means', (told.stage ->> 'follow_up_days')::int, %(lost_reasons)s::jsonb
  FROM jsonb_array_elements(%(stages)s::jsonb) WITH ORDINALITY AS told (stage, place)
ON CONFLICT (edition, rank) DO NOTHING;
