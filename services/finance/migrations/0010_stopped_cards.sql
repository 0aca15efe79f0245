CREATE TABLE stopped_card (
    card_id  uuid PRIMARY KEY,
    position bigint NOT NULL,
    day      date NOT NULL,
    cause    text NOT NULL,
    lines    integer NOT NULL,
    most     integer NOT NULL,
    held     integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE stopped_card IS 'Cards that are charged no more until a person looked; held: fees that wait.';
