"""What shuts a card's doors while its days run: loss, debt, a manager's hand."""
