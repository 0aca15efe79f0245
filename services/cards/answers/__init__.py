"""Questions about a card that its events answer: what would be, what it is worth, how it came about. Pure."""

from services.cards.answers.code import CARD_CODE, CARD_PASS, GATE_KEYS
from services.cards.answers.explain import EXPLAIN
from services.cards.answers.foresight import IF_FROZEN
from services.cards.answers.guests import GUEST_ALLOWANCES
from services.cards.answers.leaving import IF_NOTICE_GIVEN
from services.cards.answers.worth import REFUND_VALUE

ANSWERS = (IF_FROZEN, IF_NOTICE_GIVEN, REFUND_VALUE, EXPLAIN, CARD_CODE, CARD_PASS, GATE_KEYS, GUEST_ALLOWANCES)
