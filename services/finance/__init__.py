"""Finance: what things cost, what was paid for them, and a ledger in which every entry sums to zero."""
