-- one row a level and ladder; the thresholds and rights as the contract has them
CREATE TABLE level_rule (
    ladder        integer NOT NULL,
    from_day      date NOT NULL,
    rank          integer NOT NULL,
    level         text NOT NULL,
    name          text NOT NULL,
    name_zh       text NOT NULL,
    period_months integer NOT NULL,
    needs         text NOT NULL,
    falls         text NOT NULL,
    reach         jsonb NOT NULL,
    keep          jsonb NOT NULL,
    rights        jsonb NOT NULL,
    PRIMARY KEY (ladder, rank)
);

-- members who ever had a level above the lowest; until: when its period ends
CREATE TABLE member_level (
    member_id uuid PRIMARY KEY,
    level     text NOT NULL,
    since     date NOT NULL,
    until     date,
    by_hand   boolean NOT NULL
);
CREATE INDEX ON member_level (level);
