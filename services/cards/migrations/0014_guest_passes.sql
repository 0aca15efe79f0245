-- guest passes that were asked for, and whether a pass of the card pays; the guest is known to members
CREATE TABLE guest_pass (
    pass_id   uuid PRIMARY KEY,
    guest_id  uuid NOT NULL,
    card_id   uuid NOT NULL,
    member_id uuid NOT NULL,
    venue_id  uuid NOT NULL,
    day       date NOT NULL,
    status    text NOT NULL,
    to_sign   text,
    at        timestamptz,
    reason    jsonb
);
CREATE INDEX ON guest_pass (venue_id, day);
CREATE INDEX ON guest_pass (card_id);

-- at a gate, a guest's swipe is that of who brings them
ALTER TABLE swipe ADD COLUMN guest_id uuid;
