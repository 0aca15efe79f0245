-- on OrderPlaced
INSERT INTO order_status (order_id, member_id, record_id, payer_id, payer_record_id, venue_id, day, lines, currency, total,
                          position, version)
VALUES (%(order_id)s,
        coalesce((SELECT survivor_id FROM joined_record WHERE member_id = %(member_id)s), %(member_id)s::uuid),
        %(member_id)s,
        coalesce((SELECT survivor_id FROM joined_record WHERE member_id = %(payer_id)s), %(payer_id)s::uuid),
        %(payer_id)s, %(venue_id)s, %(day)s, %(lines)s::jsonb, %(total_currency)s, %(total_amount)s,
        %(position)s, %(stream_version)s)
ON CONFLICT (order_id) DO NOTHING;

-- on PaymentReceived
UPDATE order_status
   SET paid = paid + %(amount_amount)s,
       status = CASE status WHEN 'placed' THEN 'part_paid' ELSE status END,
       version = %(stream_version)s
 WHERE order_id = %(order_id)s
   AND version < %(stream_version)s;

-- on OrderPaid
UPDATE order_status
   SET status = 'paid',
       version = %(stream_version)s
 WHERE order_id = %(order_id)s
   AND version < %(stream_version)s;

-- on PaymentReturned
UPDATE order_status
   SET refunded = refunded + %(amount_amount)s,
       status = CASE WHEN status = 'part_paid' AND paid = refunded + %(amount_amount)s THEN 'placed' ELSE status END,
       version = %(stream_version)s
 WHERE order_id = %(order_id)s
   AND version < %(stream_version)s;

-- on OrderRefunded
UPDATE order_status
   SET refunded = refunded + %(amount_amount)s,
       status = CASE WHEN %(refunded_amount)s = total THEN 'refunded' ELSE 'part_refunded' END,
       version = %(stream_version)s
 WHERE order_id = %(order_id)s
   AND version < %(stream_version)s;

-- on OrderOfStranger
UPDATE order_status
   SET stranger = true
 WHERE order_id = %(order_id)s;

-- on BuyerNoted
UPDATE order_status
   SET member_id = CASE WHEN record_id <> %(member_id)s::uuid THEN member_id
                        WHEN %(heard)s = 'merged' THEN %(other_id)s::uuid ELSE record_id END,
       payer_id = CASE WHEN payer_record_id IS DISTINCT FROM %(member_id)s::uuid THEN payer_id
                       WHEN %(heard)s = 'merged' THEN %(other_id)s::uuid ELSE payer_record_id END
 WHERE %(member_id)s IN (record_id, payer_record_id)
   AND %(heard)s IN ('merged', 'apart');
