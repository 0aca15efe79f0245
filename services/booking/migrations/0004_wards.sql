-- of whom somebody is, or was, the guardian
CREATE TABLE ward (
    guardian_id uuid NOT NULL,
    child_id    uuid NOT NULL,
    guarded     boolean NOT NULL,
    PRIMARY KEY (guardian_id, child_id)
);
