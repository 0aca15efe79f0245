"""Why a card is as it is: the events behind a balance, an end or a refusal, in order, with the rules they stand on."""

from __future__ import annotations

from typing import Literal

from shared.contracts import FINANCE_CLERK, FRONT_DESK, HEAD_OFFICE, MEMBER, VENUE_MANAGER, Id, Instant, Query, Row

Figure = Literal["end", "balance", "refusal", "guests", "weeks", "everything"]


class CardStep(Row):
    """One event of a card's life that moved the figure: `before` and `after` are the figure as text.

    `happened_at` and `recorded_at` are the two clocks; `rule` names the product version whose terms decided.
    """

    place: int
    event_id: Id
    event: str
    happened_at: Instant
    recorded_at: Instant
    actor: str
    says: str
    says_zh: str
    before: str | None
    after: str | None
    rule: str | None


class ExplainCard(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, MEMBER), answers=CardStep):
    """How a figure of a card came about, as it stood at an instant (None: now).

    `known_at` asks what was known then: events recorded later are left out, whenever they happened.
    """

    card_id: Id
    member_id: Id
    figure: Figure = "everything"
    at: Instant | None = None
    known_at: Instant | None = None
