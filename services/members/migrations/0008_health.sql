CREATE TABLE questionnaire (
    questionnaire_id uuid NOT NULL,
    edition          integer NOT NULL,
    from_day         date NOT NULL,
    name             text NOT NULL,
    name_zh          text NOT NULL,
    questions        jsonb NOT NULL,
    valid_months     integer NOT NULL,
    asked            boolean NOT NULL,
    PRIMARY KEY (questionnaire_id, edition)
);

-- outcome is sealed with the member's key
CREATE TABLE health_filled (
    filled_id        uuid PRIMARY KEY,
    position         bigint NOT NULL,
    member_id        uuid NOT NULL,
    at               timestamptz NOT NULL,
    by               text NOT NULL,
    questionnaire_id uuid NOT NULL,
    edition          integer NOT NULL,
    outcome          text NOT NULL,
    valid_until      date NOT NULL,
    corrects         uuid,
    due              boolean NOT NULL DEFAULT false
);
CREATE INDEX ON health_filled (member_id);

-- answer is sealed with the member's key
CREATE TABLE health_answer (
    filled_id   uuid NOT NULL,
    question_id uuid NOT NULL,
    member_id   uuid NOT NULL,
    answer      text NOT NULL,
    PRIMARY KEY (filled_id, question_id)
);
CREATE INDEX ON health_answer (member_id);

-- one row a version; text and day are sealed with the member's key
CREATE TABLE health_note (
    position  bigint PRIMARY KEY,
    note_id   uuid NOT NULL,
    member_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    by        text NOT NULL,
    kind      text NOT NULL,
    text      text,
    day       text,
    closed    boolean NOT NULL
);
CREATE INDEX ON health_note (member_id);

CREATE VIEW health_note_kind (kind, name, name_zh) AS
VALUES ('medical_history', 'Medical history', '病史'), ('current_problem', 'Current problem', '当前问题'),
       ('medication', 'Medication', '用药'), ('allergy', 'Allergy', '过敏'),
       ('medical_report', 'Medical report', '体检报告'), ('consulting_note', 'Consulting note', '咨询记录');

CREATE TABLE coaching (
    coaching_id uuid PRIMARY KEY,
    member_id   uuid NOT NULL,
    venue_id    uuid NOT NULL,
    coach_id    uuid NOT NULL,
    first       date NOT NULL,
    until       date NOT NULL,
    begins_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    ended       boolean NOT NULL DEFAULT false
);
CREATE INDEX ON coaching (member_id);
CREATE INDEX ON coaching (coach_id);

-- reason and finding are sealed with the member's key
CREATE TABLE glass (
    glass_id  uuid PRIMARY KEY,
    member_id uuid NOT NULL,
    venue_id  uuid NOT NULL,
    staff_id  text NOT NULL,
    at        timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    reason    text NOT NULL,
    alerted   uuid,
    justified boolean,
    finding   text
);
CREATE INDEX ON glass (member_id);

-- readings of health data: explanation is the reader's reason, sealed with the member's key
ALTER TABLE personal_read ADD ground text, ADD session_id uuid, ADD explanation text;
