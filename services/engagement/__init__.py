"""Engagement: what a member is thanked with, by which rule, and until when it can be spent."""
