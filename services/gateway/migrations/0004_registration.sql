-- Solved challenges, until they expire: each is good for one code.
CREATE TABLE solved (
    signature  bytea       PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

-- The venue has not reviewed the registration yet: no session is opened before `members` says that it has.
ALTER TABLE login ADD pending boolean NOT NULL DEFAULT false;
