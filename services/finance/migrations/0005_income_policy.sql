CREATE TABLE income_policy (
    position   bigint PRIMARY KEY,
    rhythm     text NOT NULL,
    valid_from date NOT NULL
);
COMMENT ON TABLE income_policy IS 'How often the income of terms is booked, from a day on.';
