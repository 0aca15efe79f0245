-- on EntryPosted
INSERT INTO posting (entry_id, account, order_id, venue_id, day, memo, currency, amount)
SELECT %(entry_id)s, side.account, %(order_id)s, %(venue_id)s, %(day)s, %(memo)s, %(currency)s, side.amount
  FROM jsonb_to_recordset(%(postings)s::jsonb) AS side (account text, amount bigint)
ON CONFLICT (entry_id, account) DO NOTHING;
