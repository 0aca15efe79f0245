-- Who has left the chain, as `members` tells: they have no login, and get none. Ids name nobody once a person is erased.

CREATE TABLE heard (
    source     text        PRIMARY KEY,
    position   bigint      NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE departed (
    person_id uuid        PRIMARY KEY,
    since     timestamptz NOT NULL
);
