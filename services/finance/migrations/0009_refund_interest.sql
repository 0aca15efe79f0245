CREATE TABLE refund_interest (
    position              bigint PRIMARY KEY,
    venue_id              uuid NOT NULL,
    region                text NOT NULL,
    valid_from            date NOT NULL,
    operator_basis_points integer NOT NULL,
    member_basis_points   integer NOT NULL,
    year_days             integer NOT NULL
);
CREATE INDEX ON refund_interest (venue_id);
COMMENT ON TABLE refund_interest IS 'What a refund bears of what is paid at a venue from a day on, in basis points a year.';
