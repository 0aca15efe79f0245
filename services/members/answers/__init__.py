"""Questions that a member's own events answer: a body's figures lie sealed, so no SQL can reckon with them; a level is
explained by the rules themselves. Pure."""

from services.members.answers.changes import CHANGES
from services.members.answers.level import EXPLAIN_LEVEL, MEMBER_LEVEL
from services.members.answers.statistics import STATISTICS

ANSWERS = (CHANGES, STATISTICS, MEMBER_LEVEL, EXPLAIN_LEVEL)
