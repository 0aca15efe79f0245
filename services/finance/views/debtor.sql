-- on DebtFellDue
INSERT INTO debtor (member_id, standing, since)
VALUES (%(member_id)s, 'due', %(since)s)
ON CONFLICT (member_id) DO UPDATE
   SET standing = excluded.standing, since = excluded.since;

-- on DebtOverdue
INSERT INTO debtor (member_id, standing, since)
VALUES (%(member_id)s, 'overdue', %(since)s)
ON CONFLICT (member_id) DO UPDATE
   SET standing = excluded.standing, since = excluded.since;

-- on DebtSettled
INSERT INTO debtor (member_id, standing)
VALUES (%(member_id)s, 'clear')
ON CONFLICT (member_id) DO UPDATE
   SET standing = excluded.standing, since = NULL;
