-- what stands for a card at a gate: its printed number, virtual numbers and chips; dead ones stay, and open nothing
CREATE TABLE card_number (
    number  text NOT NULL,
    card_id uuid NOT NULL,
    kind    text NOT NULL,
    live    boolean NOT NULL,
    since   timestamptz,  -- live or not; NULL: from before this was kept
    PRIMARY KEY (number, card_id)
);
CREATE INDEX ON card_number (card_id);

INSERT INTO card_number (number, card_id, kind, live)
SELECT number, card_id, 'printed', true
  FROM card;

CREATE TABLE replacement (
    replacement_id uuid PRIMARY KEY,
    card_id        uuid NOT NULL,
    member_id      uuid NOT NULL,
    venue_id       uuid NOT NULL,
    reason         text NOT NULL,
    status         text NOT NULL,
    fee_amount     bigint,
    fee_currency   text,
    asked_at       timestamptz NOT NULL,
    made_at        timestamptz,
    order_id       uuid,
    number         text,
    former         text,
    waived         text
);
CREATE INDEX ON replacement (card_id);
CREATE INDEX ON replacement (asked_at) WHERE status = 'open';
