"""Questions that a member's own events answer: a body's figures lie sealed, so no SQL can reckon with them; a level is
explained by the rules themselves. Pure."""
