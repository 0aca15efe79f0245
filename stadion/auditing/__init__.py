"""The audit of a whole platform: every service's log, and what must hold between them."""
