-- agreements with companies, and who of the members belongs to them
CREATE TABLE partner (
    agreement_id uuid PRIMARY KEY,
    partner      text NOT NULL,
    partner_zh   text NOT NULL,
    from_day     date NOT NULL,
    until        date NOT NULL,
    venues       uuid[],
    most_people  integer,
    domains      text[] NOT NULL
);

CREATE TABLE partner_person (
    agreement_id uuid NOT NULL,
    member_id    uuid NOT NULL,
    by           text NOT NULL,
    from_day     date NOT NULL,
    until        date,
    PRIMARY KEY (agreement_id, member_id)
);
CREATE INDEX ON partner_person (member_id);
