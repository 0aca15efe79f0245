-- on NoticeGiven
INSERT INTO card_notice (card_id, ends, reason, given_on, last_day)
VALUES (%(card_id)s, %(ends)s, %(reason)s, %(day)s, %(last_day)s)
ON CONFLICT (card_id) DO NOTHING;

-- on NoticeWithdrawn, MembershipEnded, CardCancelledAfterRefund
DELETE FROM card_notice
 WHERE card_id = %(card_id)s;
