"""Term income: what was prepaid for days becomes income by the day."""
