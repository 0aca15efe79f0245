-- one row a version; figure is sealed with the member's key, and missing where it was struck out
CREATE TABLE measurement (
    position       bigint PRIMARY KEY,
    measurement_id uuid NOT NULL,
    member_id      uuid NOT NULL,
    kind           text NOT NULL,
    activity       text,
    unit           text NOT NULL,
    figure         text,
    day            date NOT NULL,
    taken_id       uuid,
    at             timestamptz NOT NULL,
    by             text NOT NULL
);
CREATE INDEX ON measurement (member_id);
CREATE INDEX ON measurement (measurement_id);

CREATE TABLE fitness_test (
    test_id      uuid NOT NULL,
    edition      integer NOT NULL,
    from_day     date NOT NULL,
    name         text NOT NULL,
    name_zh      text NOT NULL,
    content      text NOT NULL,
    content_zh   text NOT NULL,
    measures     jsonb NOT NULL,
    every_months integer NOT NULL,
    offered      boolean NOT NULL,
    PRIMARY KEY (test_id, edition)
);

CREATE TABLE fitness_due (
    member_id    uuid NOT NULL,
    test_id      uuid NOT NULL,
    due_on       date NOT NULL,
    every_months integer NOT NULL,
    due          boolean NOT NULL,
    PRIMARY KEY (member_id, test_id)
);
CREATE INDEX ON fitness_due (member_id) WHERE due;

-- assessment is sealed with the member's key
CREATE TABLE fitness_taken (
    taken_id   uuid PRIMARY KEY,
    member_id  uuid NOT NULL,
    test_id    uuid NOT NULL,
    edition    integer NOT NULL,
    day        date NOT NULL,
    by         text NOT NULL,
    assessment text
);
CREATE INDEX ON fitness_taken (member_id);

-- title, goal, content and because are sealed with the member's key
CREATE TABLE plan (
    plan_id      uuid NOT NULL,
    plan_version integer NOT NULL,
    member_id    uuid NOT NULL,
    kind         text NOT NULL,
    coach_id     text NOT NULL,
    at           timestamptz NOT NULL,
    title        text NOT NULL,
    goal         text,
    content      text NOT NULL,
    first_day    date NOT NULL,
    until_day    date,
    review_on    date,
    because      text,
    based_on     uuid[] NOT NULL,
    due          boolean NOT NULL DEFAULT false,
    ended        boolean NOT NULL DEFAULT false,
    PRIMARY KEY (plan_id, plan_version)
);
CREATE INDEX ON plan (member_id);

-- minutes, intensity, activity and content are sealed with the member's key
CREATE TABLE workout (
    workout_id        uuid PRIMARY KEY,
    member_id         uuid NOT NULL,
    day               date NOT NULL,
    begins            text,
    attended          boolean NOT NULL DEFAULT false,
    session_id        uuid,
    coach_id          uuid,
    scheduled_minutes integer,
    minutes           text,
    intensity         text,
    activity          text,
    content           text,
    entered_by        text
);
CREATE INDEX ON workout (member_id, day);
