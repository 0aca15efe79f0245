CREATE TABLE offer (
    offer_id    uuid PRIMARY KEY,
    product_id  uuid NOT NULL,
    title       text NOT NULL,
    amount      bigint NOT NULL,
    currency    text NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL,
    for_venue   uuid,
    purpose     text NOT NULL,
    position    bigint NOT NULL
);
CREATE INDEX ON offer (valid_until);
COMMENT ON TABLE offer IS 'Offers to members whose level gives them, as published last; amounts in minor units, tax included.';
COMMENT ON COLUMN offer.valid_until IS 'The first day on which it does not hold any more.';
