"""Guests by cards' log: what the audit says of passes that no decider would have given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.cards.audit_guests import GuestPasses
from shared.contracts import DayRange, Event, Reason
from shared.contracts.cards import CardCancelled, GuestEntryTakenBack, GuestPassReleased, GuestPassWithdrawn
from shared.contracts.samples import sample
from tests.audit.judging import judged, said
from tests.cards.examples import CARD, TODAY, WEI, days
from tests.cards.guests import BO, PASS, admitted, held, kept, monthly, pass_id, two, with_passes

released = GuestPassReleased(pass_id=PASS, card_id=CARD, member_id=WEI)
withdrawn = GuestPassWithdrawn(
    pass_id=PASS, guest_id=BO, card_id=CARD, member_id=WEI, day=TODAY, reason=Reason.of(CardCancelled(card_id=CARD))
)
taken_back = replace(sample(GuestEntryTakenBack), pass_id=PASS, card_id=CARD)
carrying = with_passes(1, 12, period="month", carry=1)
february = DayRange(days(31, 1).first, days(31, 1).until)


def test_passes_that_are_held_used_and_given_back_keep_the_promise():
    passes = GuestPasses()
    assert said(passes, two, held, admitted, kept(1)) == []
    assert passes.checked() == "2 guest passes, 1 guests let in"
    assert said(GuestPasses(), two, held, released, kept(1), kept(2)) == []
    assert said(GuestPasses(), two, held, admitted, taken_back, admitted) == []
    assert said(GuestPasses(), two, held, admitted, taken_back, released) == []
    assert said(GuestPasses(), two, held, withdrawn, kept(1), kept(2)) == []
    assert said(GuestPasses(), monthly, held, kept(1), replace(kept(2), period=february, day=february.first)) == []
    assert said(GuestPasses(), carrying, held, kept(1)) == []
    assert said(GuestPasses(), with_passes(0), replace(held, by_level=True), admitted) == []


@pytest.mark.parametrize(
    ("life", "says"),
    [
        ((two, held, kept(1), kept(2)), f"lot {CARD} has 3 guests from 2025-01-01 on, at most 2"),
        ((carrying, held, kept(1), kept(2)), f"lot {CARD} has 3 guests from 2025-01-01 on, at most 2"),
        ((two, held, admitted, admitted), f"guest pass {PASS} lets in a second time"),
        ((two, held, released, admitted), f"guest pass {PASS} was not set aside"),
        ((two, held, taken_back), f"nobody came in on guest pass {PASS}"),
        ((two, held, held), f"guest pass {PASS} is set aside twice"),
        ((two, held, admitted, released), f"guest pass {PASS} is used"),
        ((two, replace(released, pass_id=pass_id(7))), f"guest pass {pass_id(7)} is not set aside"),
    ],
)
def test_what_breaks_it_is_named_at_its_event(life: tuple[Event, ...], says: str):
    (violation,) = judged(GuestPasses(), *life)
    assert (violation.says, violation.position) == (says, len(life))
