-- who uses a card beside the member whose card it is
CREATE TABLE card_holder (
    card_id   uuid NOT NULL,
    member_id uuid NOT NULL,
    PRIMARY KEY (card_id, member_id)
);
CREATE INDEX ON card_holder (member_id);

-- of whom somebody is, or was, the guardian
CREATE TABLE ward (
    guardian_id uuid NOT NULL,
    child_id    uuid NOT NULL,
    guarded     boolean NOT NULL,
    PRIMARY KEY (guardian_id, child_id)
);

-- The cards that concern a member: their own, those that others share with them, those of children whom they guard.
CREATE FUNCTION cards_concerning(member uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT card_id
      FROM card
     WHERE member_id = member
     UNION
    SELECT card_id
      FROM card_holder
     WHERE member_id = member
     UNION
    SELECT card_id
      FROM ward
      JOIN card ON card.member_id = child_id
     WHERE guardian_id = member
       AND guarded
$$;

-- each of those who share a card is somewhere on their own
ALTER TABLE presence ADD COLUMN member_id uuid;
UPDATE presence SET member_id = card.member_id FROM card WHERE card.card_id = presence.card_id;
ALTER TABLE presence ALTER COLUMN member_id SET NOT NULL,
                     DROP CONSTRAINT presence_pkey, ADD PRIMARY KEY (card_id, member_id);
CREATE INDEX ON swipe (card_id, member_id);
