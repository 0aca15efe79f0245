"""A service that lends toys, for tests of what runs services: its contract, rules, view and queries."""
