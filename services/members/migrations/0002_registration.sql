ALTER TABLE member
    ADD status       text NOT NULL DEFAULT 'registered',
    ADD merged_into  uuid,
    ADD channel      text NOT NULL DEFAULT '',
    ADD submitted_by text,
    ADD submitted_at timestamptz;

-- who holds a phone number, by its keyed digest
CREATE TABLE phone (
    phone_index text PRIMARY KEY,
    member_id   uuid NOT NULL
);

-- codes that were sent; phone and email are sealed with the proof's own key, which dies with its use or expiry
CREATE TABLE proof (
    proof_id      uuid PRIMARY KEY,
    contact_index text NOT NULL,
    phone         text,
    email         text,
    expires_at    timestamptz NOT NULL,
    proven        boolean NOT NULL DEFAULT false,
    over          boolean NOT NULL DEFAULT false
);

CREATE TABLE member_policy (
    position bigint PRIMARY KEY,
    policy   text NOT NULL,
    value    text NOT NULL,
    from_day date NOT NULL,
    venue_id uuid,
    set_by   text NOT NULL,
    set_at   timestamptz NOT NULL
);

CREATE TABLE agreement (
    kind     text NOT NULL,
    edition  text NOT NULL,
    from_day date NOT NULL,
    text     text NOT NULL,
    text_zh  text NOT NULL,
    PRIMARY KEY (kind, edition)
);

-- network_address is sealed with the member's key
CREATE TABLE acceptance (
    member_id       uuid NOT NULL,
    kind            text NOT NULL,
    edition         text NOT NULL,
    at              timestamptz NOT NULL,
    network_address text,
    PRIMARY KEY (member_id, kind, edition)
);

CREATE TABLE extra_field (
    position    bigint PRIMARY KEY,
    field_id    uuid NOT NULL,
    from_day    date NOT NULL,
    name        text NOT NULL,
    name_zh     text NOT NULL,
    kind        text NOT NULL,
    choices     text[] NOT NULL,
    required_at text[] NOT NULL,
    personal    boolean NOT NULL,
    asked       boolean NOT NULL
);

-- personal is sealed with the member's key
CREATE TABLE extra_answer (
    member_id uuid NOT NULL,
    field_id  uuid NOT NULL,
    value     text,
    personal  text,
    PRIMARY KEY (member_id, field_id)
);

-- sealed with the member's key: all but sex, lists and ids
CREATE TABLE profile (
    member_id           uuid PRIMARY KEY,
    email               text,
    sex                 text,
    birth_date          text,
    birth_year          integer,
    occupation          text,
    address             text,
    emergency_name      text,
    emergency_phone     text,
    photo_ref           text,
    interests           text[],
    goal                text,
    spending_preference text,
    preferred_days      text[],
    preferred_times     text[],
    preferred_coach_id  uuid
);

-- every change with the values given then; sealed likewise
CREATE TABLE profile_change (
    position            bigint PRIMARY KEY,
    member_id           uuid NOT NULL,
    at                  timestamptz NOT NULL,
    by                  text NOT NULL,
    name                text,
    email               text,
    sex                 text,
    birth_date          text,
    occupation          text,
    address             text,
    emergency_name      text,
    emergency_phone     text,
    photo_ref           text,
    goal                text,
    spending_preference text,
    clear               text[] NOT NULL
);
CREATE INDEX ON profile_change (member_id);

CREATE TABLE confirmation (
    member_id    uuid PRIMARY KEY,
    confirmed_at timestamptz,
    due          boolean NOT NULL
);
