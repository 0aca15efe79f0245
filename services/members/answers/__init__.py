"""Questions about a member's body that its figures answer: they lie sealed, so no SQL can reckon with them. Pure."""

from services.members.answers.changes import CHANGES
from services.members.answers.statistics import STATISTICS

ANSWERS = (CHANGES, STATISTICS)
