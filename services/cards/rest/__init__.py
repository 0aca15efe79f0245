"""Days on which a card stands still: it is frozen, or its venue is closed."""
