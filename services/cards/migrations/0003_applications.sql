-- what was asked for a card, and what became of it: open, approved, declined or lapsed
CREATE TABLE application (
    application_id uuid PRIMARY KEY,
    card_id        uuid NOT NULL,
    member_id      uuid NOT NULL,
    kind           text NOT NULL,
    days           integer,
    to_member_id   uuid,
    reason         text NOT NULL,
    asked_by       text NOT NULL,
    asked_at       timestamptz NOT NULL,
    lapses_at      timestamptz NOT NULL,
    status         text NOT NULL DEFAULT 'open',
    answer         text
);
CREATE INDEX ON application (card_id);
CREATE INDEX ON application (asked_at) WHERE status = 'open';
