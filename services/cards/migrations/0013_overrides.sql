-- entries that staff let happen against the rules; whether a lot paid, what that was worth, else what a visit would have cost
CREATE TABLE entry_override (
    swipe_id         uuid PRIMARY KEY,
    card_id          uuid NOT NULL,
    member_id        uuid NOT NULL,
    venue_id         uuid NOT NULL,
    day              date NOT NULL,
    at               timestamptz NOT NULL,
    clerk_id         text NOT NULL,
    reason           jsonb NOT NULL,
    also             jsonb NOT NULL,
    ground           text NOT NULL,
    words            text,
    counted          boolean NOT NULL,
    used_amount      bigint NOT NULL,
    used_currency    text NOT NULL,
    forgone_amount   bigint,
    forgone_currency text
);
CREATE INDEX ON entry_override (venue_id, day);

ALTER TABLE swipe ADD COLUMN overridden_by text;
