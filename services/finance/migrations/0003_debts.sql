CREATE TABLE debt (
    order_id    uuid PRIMARY KEY,
    member_id   uuid NOT NULL,
    venue_id    uuid NOT NULL,
    cause       text NOT NULL,
    currency    text NOT NULL,
    amount      bigint NOT NULL,
    due_day     date NOT NULL,
    written_off boolean NOT NULL DEFAULT false
);
CREATE INDEX ON debt (member_id) WHERE amount > 0 AND NOT written_off;
COMMENT ON TABLE debt IS 'What is owed for orders on account, by member; amounts in minor units, 0: paid.';

-- a member without a row is clear
CREATE TABLE debtor (
    member_id uuid PRIMARY KEY,
    standing  text NOT NULL,
    since     date
);
COMMENT ON TABLE debtor IS 'The last word about what a member owes: clear, due, or overdue, which shuts doors.';

-- written off before its debt was heard of
CREATE TABLE debt_dropped (
    order_id uuid PRIMARY KEY
);

CREATE TABLE debt_policy (
    position       bigint PRIMARY KEY,
    least_amount   bigint NOT NULL,
    least_currency text NOT NULL,
    days           integer NOT NULL,
    bank_days      integer NOT NULL,
    valid_from     date NOT NULL
);
