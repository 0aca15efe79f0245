CREATE TABLE points_rule (
    rule               integer PRIMARY KEY,
    earned_for         text NOT NULL,
    points             integer NOT NULL,
    per_amount         bigint NOT NULL,
    expires_after_days integer NOT NULL,
    valid_from         date NOT NULL
);
COMMENT ON TABLE points_rule IS 'What earns points, from which day on.';

CREATE TABLE points_lot (
    lot_id      uuid PRIMARY KEY,
    member_id   uuid NOT NULL,
    cause_id    uuid NOT NULL,
    expires_day date NOT NULL,
    remaining   bigint NOT NULL,
    version     bigint NOT NULL
);
CREATE INDEX ON points_lot (member_id) WHERE remaining > 0;
CREATE INDEX ON points_lot (expires_day) WHERE remaining > 0;
COMMENT ON TABLE points_lot IS 'Points by the payment or attendance that earned them; expires_day is the first day without them.';
COMMENT ON COLUMN points_lot.version IS 'The last event of the member''s points that changed this lot.';

CREATE TABLE points_owed (
    member_id uuid PRIMARY KEY,
    owed      bigint NOT NULL,
    version   bigint NOT NULL
);
COMMENT ON TABLE points_owed IS 'Points taken back that were spent already; the next earnings fill them.';

CREATE TABLE points_entry (
    event_id  uuid PRIMARY KEY,
    position  bigint NOT NULL,
    member_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    kind      text NOT NULL,
    points    bigint NOT NULL,
    cause_id  uuid,
    rule      integer
);
CREATE INDEX ON points_entry (member_id, position);
COMMENT ON TABLE points_entry IS 'Every change of a member''s points; the points of a member sum to the balance.';
