-- on ExtensionRequested
INSERT INTO application (application_id, card_id, member_id, kind, days, reason, asked_by, asked_at, lapses_at)
VALUES (%(application_id)s, %(card_id)s, %(member_id)s, 'extension', %(days)s, %(reason)s, %(asked_by)s, %(happened_at)s,
        %(lapses_at)s)
ON CONFLICT (application_id) DO NOTHING;

-- on TransferRequested
INSERT INTO application (application_id, card_id, member_id, kind, to_member_id, reason, asked_by, asked_at, lapses_at)
VALUES (%(application_id)s, %(card_id)s, %(member_id)s, 'transfer', %(to_member_id)s, %(reason)s, %(asked_by)s,
        %(happened_at)s, %(lapses_at)s)
ON CONFLICT (application_id) DO NOTHING;

-- on LateFreezeRequested
INSERT INTO application (application_id, card_id, member_id, kind, days, rest_first, rest_until, papers, reason, asked_by,
                         asked_at, lapses_at)
VALUES (%(application_id)s, %(card_id)s, %(member_id)s, 'late_freeze', %(rest_until)s::date - %(rest_first)s::date,
        %(rest_first)s, %(rest_until)s, %(papers)s, %(reason)s, %(asked_by)s, %(happened_at)s, %(lapses_at)s)
ON CONFLICT (application_id) DO NOTHING;

-- on ApplicationApproved
UPDATE application
   SET status = 'approved', answer = %(approved_by)s
 WHERE application_id = %(application_id)s;

-- on ApplicationDeclined
UPDATE application
   SET status = 'declined', answer = %(reason)s
 WHERE application_id = %(application_id)s;

-- on ApplicationLapsed
UPDATE application
   SET status = 'lapsed'
 WHERE application_id = %(application_id)s;
