-- what holds at a venue's gates from a day of its clock on; a venue without a row has the defaults of the contract
CREATE TABLE gate_policy (
    venue_id  uuid NOT NULL,
    effective date NOT NULL,
    policy    jsonb NOT NULL,
    PRIMARY KEY (venue_id, effective)
);
