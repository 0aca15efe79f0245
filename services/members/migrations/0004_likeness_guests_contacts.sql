-- what people are matched by, as keyed digests; of merged records and former values too
CREATE TABLE trait (
    kind      text NOT NULL,
    token     text NOT NULL,
    member_id uuid NOT NULL,
    PRIMARY KEY (kind, token, member_id)
);
CREATE INDEX ON trait (member_id);

-- how much it says that two share a trait; 60 of 100 make a pair worth a look
CREATE VIEW trait_weight (kind, weight) AS
VALUES ('phone', 80), ('email', 60), ('payment_card', 60), ('name', 40), ('birth_date', 40), ('device', 40);

CREATE TABLE not_duplicate (
    member_id uuid NOT NULL,
    other_id  uuid NOT NULL,
    PRIMARY KEY (member_id, other_id)
);

-- name and phone are sealed with the guest's own key
CREATE TABLE guest (
    guest_id  uuid PRIMARY KEY,
    venue_id  uuid NOT NULL,
    name      text NOT NULL,
    phone     text,
    member_id uuid
);

CREATE TABLE guest_visit (
    visit_id   uuid PRIMARY KEY,
    guest_id   uuid NOT NULL,
    venue_id   uuid NOT NULL,
    day        date NOT NULL,
    brought_by uuid
);
CREATE INDEX ON guest_visit (guest_id);

CREATE TABLE trial (
    trial_id uuid PRIMARY KEY,
    guest_id uuid NOT NULL,
    venue_id uuid NOT NULL,
    day      date NOT NULL
);
CREATE INDEX ON trial (guest_id);

-- notes are sealed with the member's key
CREATE TABLE contact (
    contact_id   uuid PRIMARY KEY,
    member_id    uuid NOT NULL,
    at           timestamptz NOT NULL,
    by           text NOT NULL,
    way          text NOT NULL,
    from_member  boolean NOT NULL,
    note         text NOT NULL,
    follow_up_by uuid,
    follow_up_on date,
    closed       boolean NOT NULL DEFAULT false,
    closing_note text
);
CREATE INDEX ON contact (member_id);
CREATE INDEX ON contact (follow_up_on) WHERE NOT closed;

-- text, opinion and result are sealed with the member's key
CREATE TABLE panel_entry (
    entry_id   uuid PRIMARY KEY,
    member_id  uuid NOT NULL,
    at         timestamptz NOT NULL,
    by         text NOT NULL,
    department text NOT NULL,
    kind       text NOT NULL,
    text       text NOT NULL,
    alerted    uuid,
    archived   boolean NOT NULL DEFAULT false,
    opinion    text,
    result     text
);
CREATE INDEX ON panel_entry (member_id);
CREATE INDEX ON panel_entry (at) WHERE NOT archived;

CREATE TABLE personal_read (
    position  bigint PRIMARY KEY,
    member_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    by        text NOT NULL,
    query     text NOT NULL,
    reason    text
);
CREATE INDEX ON personal_read (member_id);

-- the edition of the terms that came with the registration
ALTER TABLE member ADD terms_accepted text NOT NULL DEFAULT '';
