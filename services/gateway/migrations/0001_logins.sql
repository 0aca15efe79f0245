-- Who may log in, and what is logged in now. Neither a name nor a phone number is kept here.

CREATE TABLE login (
    person_id     uuid PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('staff', 'member')),
    login         text NOT NULL UNIQUE,      -- staff: a name in lower case; members: a keyed digest of the phone number
    password_hash text NOT NULL,             -- argon2id
    must_change   boolean NOT NULL,          -- somebody else chose the password
    language      text NOT NULL CHECK (language IN ('zh', 'en')),
    changed_at    timestamptz NOT NULL
);

CREATE TABLE session (
    token_hash bytea PRIMARY KEY,            -- SHA-256; the token itself is known to the browser only
    person_id  uuid NOT NULL REFERENCES login ON DELETE CASCADE,
    opened_at  timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL          -- however much it is used
);

CREATE INDEX session_person ON session (person_id);

CREATE TABLE device (
    device_id  uuid PRIMARY KEY,
    venue_id   uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    issued_by  text NOT NULL,
    issued_at  timestamptz NOT NULL
);

CREATE TABLE attempt (
    key          bytea PRIMARY KEY,          -- keyed digest of a login or of an address
    failures     integer NOT NULL,
    tried_at     timestamptz NOT NULL,
    locked_until timestamptz
);
