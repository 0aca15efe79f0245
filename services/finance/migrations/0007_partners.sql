-- prices by partner agreements, and what was sold and went back by them
CREATE TABLE partner_price (
    agreement_id       uuid NOT NULL,
    product_id         uuid NOT NULL,
    purpose            text NOT NULL,
    valid_from         date NOT NULL,
    price_amount       bigint,
    price_currency     text,
    per_mille          integer,
    employer_per_mille integer NOT NULL,
    position           bigint PRIMARY KEY
);
CREATE INDEX ON partner_price (agreement_id);

CREATE TABLE partner_line (
    order_id     uuid NOT NULL,
    product_id   uuid NOT NULL,
    agreement_id uuid NOT NULL,
    member_id    uuid NOT NULL,
    venue_id     uuid NOT NULL,
    day          date NOT NULL,
    title        text NOT NULL,
    purpose      text NOT NULL,
    currency     text NOT NULL,
    listed       bigint NOT NULL,
    agreed       bigint NOT NULL,
    employer     bigint NOT NULL,
    PRIMARY KEY (order_id, product_id)
);
CREATE INDEX ON partner_line (agreement_id, day);

-- a refund falls on the lines of its order; the partners' part of it, on the lines that they pay of
CREATE TABLE partner_return (
    refund_id  uuid NOT NULL,
    order_id   uuid NOT NULL,
    product_id uuid NOT NULL,
    day        date NOT NULL,
    agreed     bigint NOT NULL,
    employer   bigint NOT NULL,
    PRIMARY KEY (refund_id, order_id, product_id)
);
