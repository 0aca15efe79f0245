-- The keys of persons, each wrapped by a key that is not in this database. Erasing a person deletes a row here.
-- Back this table up apart and briefly: a key in an old backup means that nothing was erased.
CREATE TABLE personal_key (
    person     text PRIMARY KEY,
    wrapped    bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE venue (
    venue_id uuid PRIMARY KEY,
    name     text NOT NULL,
    name_zh  text NOT NULL,
    zone     text NOT NULL,
    currency text NOT NULL
);

-- name is sealed with the person's key
CREATE TABLE staff (
    staff_id uuid PRIMARY KEY,
    name     text NOT NULL,
    employed boolean NOT NULL,
    roles    text[] NOT NULL DEFAULT '{}',
    venues   uuid[]
);

-- name and phone are sealed with the person's key
CREATE TABLE member (
    member_id      uuid PRIMARY KEY,
    number         text NOT NULL UNIQUE,
    name           text NOT NULL,
    phone          text NOT NULL,
    venue_id       uuid NOT NULL,
    language       text NOT NULL,
    registered_day text NOT NULL,
    erased         boolean NOT NULL DEFAULT false
);

-- keyed digests of what finds a member; nothing can be told from them without the index key
CREATE TABLE member_search (
    token     text NOT NULL,
    member_id uuid NOT NULL,
    PRIMARY KEY (token, member_id)
);
CREATE INDEX ON member_search (member_id);
