-- on EntryMade
INSERT INTO entry (entry_id, kind, subject_id, mode, maker, command, entered, made_at, position, item_id)
VALUES (%(entry_id)s, %(kind)s, %(subject_id)s, %(mode)s, %(maker)s, %(command)s, %(entered)s, %(happened_at)s,
        %(position)s, %(item_id)s)
ON CONFLICT (entry_id) DO NOTHING;

-- on EntryChecked
UPDATE entry
   SET checker = %(checker)s, is_right = %(right)s, note = %(note)s
 WHERE entry_id = %(entry_id)s;

-- on MemberErased, ImportWithdrawn
UPDATE entry SET gone = true WHERE subject_id = %(member_id)s;

-- on GuestErased
UPDATE entry SET gone = true WHERE subject_id = %(guest_id)s;

-- on StaffErased
UPDATE entry SET gone = true WHERE subject_id = %(staff_id)s;
