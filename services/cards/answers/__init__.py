"""Questions about a card that its events answer: what would be, what it is worth, how it came about. Pure."""
