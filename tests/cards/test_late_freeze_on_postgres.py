"""A freeze told afterwards, on a real PostgreSQL: the application with its days and papers, the rest, the end."""

from __future__ import annotations

from dataclasses import replace

from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.cards import ApproveApplication, CardApplications, OpenApplications, RequestLateFreeze
from tests.cards.desk import ASKED, YEAR, of
from tests.cards.examples import WEI, days, january, swipe
from tests.standing import Standing

OFFICE = Actor(id="office", roles=(HEAD_OFFICE,))


def test_past_days_are_asked_for_approved_by_another_and_move_the_end(cards: Standing) -> None:
    cards.now = january(10)
    cards.give(replace(swipe, card_id=YEAR))
    cards.now = january(20)
    ill = RequestLateFreeze(
        card_id=YEAR, member_id=WEI, application_id=ASKED, rest=days(7, 17), papers="2025/17", reason="told late"
    )
    assert cards.give(ill) is None
    (row,) = cards.ask(OpenApplications())
    assert (row["kind"], row["days"], row["papers"]) == ("late_freeze", 10, "2025/17")
    assert row["rest"] == {"first": "2025-01-07", "until": "2025-01-17"}
    assert cards.give(ApproveApplication(card_id=YEAR, application_id=ASKED), OFFICE) is None
    assert [row["status"] for row in cards.ask(CardApplications(card_id=YEAR))] == ["approved"]
    assert (of(cards, YEAR)["valid"]["until"], of(cards, YEAR)["freeze_days_left"]) == ("2025-02-10", 5)
    before = cards.rows()
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before
