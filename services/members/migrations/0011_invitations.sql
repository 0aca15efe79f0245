-- who is brought when by whom; names lie with the guest, sealed
CREATE TABLE invitation (
    invitation_id uuid PRIMARY KEY,
    guest_id      uuid NOT NULL,
    member_id     uuid NOT NULL,
    card_id       uuid NOT NULL,
    venue_id      uuid NOT NULL,
    day           date NOT NULL,
    status        text NOT NULL,
    to_sign       text
);
CREATE INDEX ON invitation (venue_id, day);
CREATE INDEX ON invitation (member_id);
CREATE INDEX ON invitation (guest_id);
