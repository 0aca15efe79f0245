CREATE TABLE partner_due (
    agreement_id uuid NOT NULL,
    month        date NOT NULL,
    venue_id     uuid NOT NULL,
    currency     text NOT NULL,
    cause_id     uuid NOT NULL,
    what         text NOT NULL,
    amount       bigint NOT NULL,
    PRIMARY KEY (agreement_id, cause_id, what, month, venue_id)
);
COMMENT ON TABLE partner_due IS 'What companies owe by their monthly statements, and what of it is settled; in minor units.';

CREATE TABLE partner_payment (
    agreement_id uuid NOT NULL,
    payment_id   uuid NOT NULL,
    position     bigint NOT NULL,
    venue_id     uuid NOT NULL,
    day          date NOT NULL,
    method       text NOT NULL,
    currency     text NOT NULL,
    amount       bigint NOT NULL,
    over         bigint NOT NULL,
    PRIMARY KEY (agreement_id, payment_id)
);
COMMENT ON TABLE partner_payment IS 'What companies paid; over: beyond all that was owed then. In minor units.';
