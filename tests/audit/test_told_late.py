"""What a new reaction is told afterwards: missed where it stands still, and no disorder where it came late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.audit.effects import Effects, InOrder, Marks
from shared.hearing import Heard
from shared.ids import derived_id
from shared.service import Service
from tests.audit.judging import BEGAN, LATER, judged
from tests.shared.lamps import Faults, LampDimmed, LampLit, counter

LIT, DIMMED = LampLit(lamp_id="a"), LampDimmed(lamp_id="a")
HEARD_LIT, HEARD_DIMMED = Heard("LampLit", "lit"), Heard("LampDimmed", "dimmed")


class Decided:
    """What the counter answered: for each event of the lamps, counted from 1, where its effect lies."""

    def __init__(self, effects: Mapping[int, int]) -> None:
        self.effects = {derived_id(derived_id("event", n), "counter", 0): at for n, at in effects.items()}

    def execute(self, question: str, asked: Mapping[str, Any]) -> Decided:
        known = [(place, self.effects.get(id_)) for place, id_ in enumerate(asked["commands"], 1)]
        self.rows = [(place, "CountLight" if at else None, at) for place, at in known]
        return self

    def fetchall(self) -> Sequence[tuple[int, str | None, int | None]]:
        return self.rows


def found(effects: Mapping[int, int], dimmed: Marks | None, before: datetime = LATER) -> list[str]:
    """Six events of one stream, heard to the end: lit, dimmed, lit, dimmed, lit, dimmed."""
    reader: Service = counter(Faults(), upgraded=True)
    marks = {HEARD_LIT: Marks(0, 0, BEGAN)} | ({HEARD_DIMMED: dimmed} if dimmed else {})
    order = InOrder(reader)
    check = Effects(reader, "lamps", 6, marks, Decided(effects), order)  # type: ignore[arg-type]
    said = judged(check, *[LIT, DIMMED] * 3, before=before)
    return [violation.says for violation in [*said, *order.end(before)]]


def test_what_is_told_after_the_upgrade_at_position_four_is_no_disorder() -> None:
    assert not found({1: 1, 3: 2, 2: 3, 4: 4, 5: 5, 6: 6}, Marks(4, 4, BEGAN))


def test_what_is_told_in_another_order_is_disorder() -> None:
    (says,) = found({1: 1, 3: 2, 4: 3, 2: 4, 5: 5, 6: 6}, Marks(4, 4, BEGAN))
    assert says == "counter decided its CountLight at 3, what came before it in the stream at 4"


def test_what_came_after_the_upgrade_must_not_overtake_what_is_told() -> None:
    assert len(found({1: 1, 3: 2, 5: 3, 2: 4, 4: 5, 6: 6}, Marks(4, 4, BEGAN))) == 1


def test_what_is_being_told_is_not_missed() -> None:
    assert found({1: 1, 3: 2, 2: 3}, Marks(6, 2, LATER))  # of 5, which was heard as it came, there is nothing
    assert not found({1: 1, 3: 2, 5: 3, 2: 4}, Marks(6, 2, LATER))


def test_what_is_no_longer_being_told_is_missed() -> None:
    (says,) = found({1: 1, 3: 2, 5: 3, 2: 4}, Marks(6, 2, BEGAN))
    assert says.startswith("was said before counter had its reaction `dimmed`, and is not told it since ")


def test_what_was_told_without_an_effect_is_missed() -> None:
    (says,) = found({1: 1, 3: 2, 5: 3, 2: 4}, Marks(6, 4, LATER))
    assert says == "was heard by counter, which never decided its CountLight"


def test_a_reaction_that_nobody_began_is_missed() -> None:
    (says,) = found({1: 1, 3: 2, 5: 3}, None)
    assert says == "was said before counter had its reaction `dimmed`, whose worker never began"
