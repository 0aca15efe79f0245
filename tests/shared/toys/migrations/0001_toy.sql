CREATE TABLE toy (
    toy_id         uuid PRIMARY KEY,
    venue_id       uuid NOT NULL,
    name           text NOT NULL,
    price_amount   bigint NOT NULL,
    price_currency text NOT NULL,
    member_id      uuid,
    bought_at      timestamptz NOT NULL
);
