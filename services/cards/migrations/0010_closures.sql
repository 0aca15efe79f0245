-- closures of venues, as they last by now
CREATE TABLE closure (
    closure_id    uuid PRIMARY KEY,
    venue_id      uuid NOT NULL,
    first         date NOT NULL,
    until         date NOT NULL,
    planned_until date NOT NULL,
    extends       text NOT NULL,
    reason        text NOT NULL
);
CREATE INDEX ON closure (venue_id, first DESC);

-- by how many days in all each closure moved the end of each card that knows of it
CREATE TABLE card_closure (
    closure_id uuid NOT NULL,
    card_id    uuid NOT NULL,
    moved_days integer NOT NULL,
    position   bigint NOT NULL,  -- the last event that is counted here
    PRIMARY KEY (closure_id, card_id)
);
