-- network_address is sealed with the member's key
CREATE TABLE consent (
    position        bigint PRIMARY KEY,
    member_id       uuid NOT NULL,
    purpose         text NOT NULL,
    given           boolean NOT NULL,
    edition         text,
    guardian_id     uuid,
    at              timestamptz NOT NULL,
    by              text NOT NULL,
    network_address text
);
CREATE INDEX ON consent (member_id);

-- entered and note are sealed with the key of the person whom they are about
CREATE TABLE entry (
    entry_id   uuid PRIMARY KEY,
    kind       text NOT NULL,
    subject_id uuid NOT NULL,
    mode       text NOT NULL,
    maker      text NOT NULL,
    command    text NOT NULL,
    entered    text NOT NULL,
    made_at    timestamptz NOT NULL,
    position   bigint NOT NULL,
    checker    text,
    is_right   boolean,
    note       text
);

CREATE TABLE coach (
    staff_id uuid PRIMARY KEY,
    grade    text,
    skills   text[],
    hours    jsonb
);

CREATE TABLE certificate (
    certificate_id uuid PRIMARY KEY,
    staff_id       uuid NOT NULL,
    title          text NOT NULL,
    issuer         text NOT NULL,
    issued         date NOT NULL,
    valid_until    date,
    revoked        boolean NOT NULL
);

-- trainings and appraisals; note is sealed with the staff member's key
CREATE TABLE staff_record (
    position bigint PRIMARY KEY,
    staff_id uuid NOT NULL,
    kind     text NOT NULL,
    title    text NOT NULL,
    day      text NOT NULL,
    hours    integer,
    score    integer,
    note     text
);
