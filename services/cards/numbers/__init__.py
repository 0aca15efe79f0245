"""What stands for a card at a gate, and what replaces it."""
