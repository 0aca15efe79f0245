CREATE TABLE till (
    venue_id uuid PRIMARY KEY,
    zone     text NOT NULL,
    currency text NOT NULL
);
COMMENT ON TABLE till IS 'Venues that sell, with the zone of their days.';

CREATE TABLE price (
    product_id uuid NOT NULL,
    for_venue  uuid,
    currency   text NOT NULL,
    valid_from date NOT NULL,
    title      text NOT NULL,
    kind       text NOT NULL,
    amount     bigint NOT NULL,
    position   bigint NOT NULL,
    UNIQUE NULLS NOT DISTINCT (product_id, for_venue, currency, valid_from)
);
COMMENT ON TABLE price IS 'The latest published price of a product for a venue (NULL: the chain), by first day.';
COMMENT ON COLUMN price.amount IS 'Minor units, tax included.';

CREATE TABLE order_status (
    order_id  uuid PRIMARY KEY,
    member_id uuid NOT NULL,
    venue_id  uuid NOT NULL,
    day       date NOT NULL,
    lines     jsonb NOT NULL,
    currency  text NOT NULL,
    total     bigint NOT NULL,
    paid      bigint NOT NULL DEFAULT 0,
    refunded  bigint NOT NULL DEFAULT 0,
    status    text NOT NULL DEFAULT 'placed',
    position  bigint NOT NULL,
    version   bigint NOT NULL
);
CREATE INDEX ON order_status (member_id, position);
COMMENT ON TABLE order_status IS 'Orders as the desk sees them; amounts in minor units.';
COMMENT ON COLUMN order_status.version IS 'The last event of the order that is counted here.';

CREATE TABLE money_moved (
    event_id uuid PRIMARY KEY,
    venue_id uuid NOT NULL,
    day      date NOT NULL,
    currency text NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    refunded bigint NOT NULL DEFAULT 0
);
CREATE INDEX ON money_moved (venue_id, day);
COMMENT ON TABLE money_moved IS 'Every payment in and out, on the venue''s day on which it moved.';

CREATE TABLE posting (
    entry_id uuid NOT NULL,
    account  text NOT NULL,
    order_id uuid NOT NULL,
    venue_id uuid NOT NULL,
    day      date NOT NULL,
    memo     text NOT NULL,
    currency text NOT NULL,
    amount   bigint NOT NULL,
    PRIMARY KEY (entry_id, account)
);
CREATE INDEX ON posting (venue_id, account, currency) INCLUDE (amount);
COMMENT ON TABLE posting IS 'The ledger: the postings of an entry sum to zero; debits are positive.';
