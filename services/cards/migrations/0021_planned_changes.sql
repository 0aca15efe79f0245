-- changes that wait for the end of what is paid
CREATE TABLE planned_change (
    card_id    uuid PRIMARY KEY,
    product_id uuid NOT NULL,
    direction  text NOT NULL,
    asked_on   date NOT NULL
);

-- What a card becomes next, and when as its end stands: a term of another product that is paid already, else what is
-- planned.
CREATE FUNCTION card_becomes(asked uuid, day date)
RETURNS TABLE (next_product text, next_product_zh text, next_from date) LANGUAGE sql STABLE AS $$
    SELECT product.name, product.name_zh, becoming.begins
      FROM (SELECT lot.product_id, lot.valid_first AS begins
              FROM card_lot AS lot
             WHERE lot.card_id = asked
               AND NOT lot.closed
               AND lot.product_kind = 'term'
               AND lot.kind <> 'gift'
               AND lot.valid_first > day
               AND lot.product_id <> (SELECT shown.product_id FROM card_shown_as(asked, day) AS shown)
             UNION ALL
            SELECT planned.product_id, (SELECT max(lot.valid_until)
                                          FROM card_lot AS lot
                                         WHERE lot.card_id = asked
                                           AND NOT lot.closed
                                           AND lot.product_kind = 'term')
              FROM planned_change AS planned
             WHERE planned.card_id = asked) AS becoming
      JOIN product USING (product_id)
     ORDER BY becoming.begins
     LIMIT 1
$$;
