-- who was counted into a venue with a capacity, or out of it, the last time
CREATE TABLE crowd (
    venue_id uuid NOT NULL,
    visitor  uuid NOT NULL,
    at       timestamptz NOT NULL,
    inside   boolean NOT NULL,
    PRIMARY KEY (venue_id, visitor)
);
