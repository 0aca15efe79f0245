-- guardianships, also ended ones; whether a child is of age lies in no table: birth dates are sealed
CREATE TABLE guardian_link (
    child_id    uuid NOT NULL,
    guardian_id uuid NOT NULL,
    relation    text NOT NULL,
    evidence    text NOT NULL,
    venue_id    uuid NOT NULL,
    since       timestamptz NOT NULL,
    because     text,
    of_age_soon boolean NOT NULL DEFAULT false,
    PRIMARY KEY (child_id, guardian_id)
);
CREATE INDEX ON guardian_link (guardian_id);

CREATE TABLE family_member (
    family_id uuid NOT NULL,
    member_id uuid NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (family_id, member_id)
);
CREATE INDEX ON family_member (member_id);

CREATE TABLE payer (
    family_id uuid NOT NULL,
    member_id uuid NOT NULL,
    payer_id  uuid NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (family_id, member_id)
);
CREATE INDEX ON payer (member_id);
