"""Guests whom a member brings: how many passes a card has when, setting one aside, and letting the guest in on it."""
