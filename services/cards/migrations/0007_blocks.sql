-- what shuts doors on a card, or is about to: its holder's debt, a manager's hand; no row: nothing ever did
CREATE TABLE card_block (
    card_id       uuid PRIMARY KEY,
    owed_amount   bigint,
    owed_currency text,
    owed_since    date,
    shut          boolean NOT NULL DEFAULT false,  -- for the debt
    by_hand       text,
    by_hand_since date,
    let_in_until  date  -- that day included, whatever is owed
);
CREATE INDEX ON card_block (card_id) WHERE shut OR by_hand IS NOT NULL;
