-- on PanelWritten
INSERT INTO panel_entry (entry_id, member_id, at, by, department, kind, text, alerted)
VALUES (%(entry_id)s, %(member_id)s, %(happened_at)s, %(actor)s, %(department)s, %(kind)s, %(text)s, %(alerted)s)
ON CONFLICT (entry_id) DO NOTHING;

-- on PanelEntryArchived
UPDATE panel_entry
   SET archived = true, opinion = %(opinion)s, result = %(result)s
 WHERE entry_id = %(entry_id)s;
