"""Products, and what is bought on a card: issue, renewal, change, days given, passing on."""
