-- on CardIssued
INSERT INTO card (card_id, number, member_id, record_id, venue_id, product_id, kind, zone, valid_first, valid_until,
                  activate_by)
VALUES (%(card_id)s, %(number)s,
        coalesce((SELECT survivor_id FROM joined_record WHERE member_id = %(member_id)s),
                 %(member_id)s::uuid),
        %(member_id)s,
        %(venue_id)s, %(product_id)s, %(terms)s::jsonb ->> 'kind', %(zone)s, %(valid_first)s, %(valid_until)s,
        %(activate_by)s)
ON CONFLICT (card_id) DO NOTHING;

-- on LotGranted, LotShortened, LotWithdrawn, CardFrozen, FreezeEnded, DaysGiven, CardCutShort, ClosureCounted, MembershipRestCounted
UPDATE card
   SET valid_until = %(valid_until)s
 WHERE card_id = %(card_id)s;

-- on CardReportedLost
UPDATE card
   SET lost = true
 WHERE card_id = %(card_id)s;

-- on CardFound
UPDATE card
   SET lost = false
 WHERE card_id = %(card_id)s;

-- on CardCancelledAfterRefund
UPDATE card
   SET cancelled = true
 WHERE card_id = %(card_id)s;

-- on CardActivated
UPDATE card
   SET activate_by = NULL, valid_until = %(valid_until)s
 WHERE card_id = %(card_id)s;

-- on ProductChanged
UPDATE card
   SET product_id = (%(lot)s::jsonb ->> 'product_id')::uuid
 WHERE card_id = %(card_id)s;

-- on CardTransferred
UPDATE card
   SET record_id = %(to_member_id)s,
       member_id = coalesce((SELECT survivor_id FROM joined_record AS joined
                              WHERE joined.member_id = %(to_member_id)s),
                            %(to_member_id)s::uuid)
 WHERE card_id = %(card_id)s;

-- on AutoRenewalAgreed
UPDATE card
   SET renews_at_most = %(most_amount)s, renewal_lapsed = NULL
 WHERE card_id = %(card_id)s;

-- on AutoRenewalWithdrawn
UPDATE card
   SET renews_at_most = NULL
 WHERE card_id = %(card_id)s;

-- on AutoRenewalLapsed
UPDATE card
   SET renews_at_most = NULL, renewal_lapsed = %(period)s
 WHERE card_id = %(card_id)s;

-- on CardReplaced
UPDATE card
   SET number = %(number)s, lost = false
 WHERE card_id = %(card_id)s;

-- on PersonNoted
UPDATE card
   SET member_id = CASE %(heard)s WHEN 'merged' THEN %(other_id)s::uuid ELSE record_id END
 WHERE record_id = %(member_id)s
   AND %(heard)s IN ('merged', 'apart');

-- on NoticeGiven
UPDATE card
   SET valid_until = %(valid_until)s, given_up = CASE %(ends)s WHEN 'notice' THEN %(last_day)s::date + 1 END
 WHERE card_id = %(card_id)s;

-- on NoticeWithdrawn
UPDATE card
   SET valid_until = %(valid_until)s, given_up = NULL
 WHERE card_id = %(card_id)s;

-- on ImportedCardWithdrawn
DELETE FROM card
 WHERE card_id = %(card_id)s;
