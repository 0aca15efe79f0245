-- who may become a member; name and phone lie with the guest, sealed
CREATE TABLE prospect (
    guest_id        uuid PRIMARY KEY,
    venue_id        uuid NOT NULL,
    source          text NOT NULL,
    opened_day      date NOT NULL,
    stage           text NOT NULL,
    stage_name      text NOT NULL,
    stage_name_zh   text NOT NULL,
    means           text NOT NULL,
    since           date NOT NULL,
    owner_id        uuid,
    referred_by     uuid,
    follow_up_on    date,
    lost_reason     text,
    last_contact_at timestamptz,
    last_note       text,
    erased          boolean NOT NULL DEFAULT false
);
CREATE INDEX ON prospect (follow_up_on) WHERE follow_up_on IS NOT NULL;
CREATE INDEX ON prospect (venue_id, stage);
CREATE INDEX ON prospect (owner_id);

-- notes are sealed with the guest's key
CREATE TABLE prospect_step (
    position     bigint PRIMARY KEY,
    guest_id     uuid NOT NULL,
    at           timestamptz NOT NULL,
    by           text NOT NULL,
    what         text NOT NULL,
    stage        text,
    reason       text,
    owner_id     uuid,
    way          text,
    note         text,
    follow_up_on date
);
CREATE INDEX ON prospect_step (guest_id, position);

CREATE TABLE prospect_stage (
    edition        integer NOT NULL,
    rank           integer NOT NULL,
    from_day       date NOT NULL,
    stage          text NOT NULL,
    name           text NOT NULL,
    name_zh        text NOT NULL,
    means          text NOT NULL,
    follow_up_days integer,
    lost_reasons   jsonb NOT NULL,
    PRIMARY KEY (edition, rank)
);
