-- From where on each reaction hears each type of a neighbour's events, and how far it was told what was said before.

-- Behind `since` it heard everything as it came (NULL: it is no longer there), and from the beginning up to `reached`;
-- what lies between is fetched from the neighbour's feed.
CREATE TABLE hearing (
    source     text        NOT NULL,
    type       text        NOT NULL,
    reaction   text        NOT NULL,
    since      bigint,
    reached    bigint      NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, type, reaction)
);

-- Whose reactions move the inbox: a worker of another release must begin before it can.
ALTER TABLE inbox ADD COLUMN reactions text NOT NULL DEFAULT '';
