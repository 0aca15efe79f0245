"""If I freeze my membership: which packs rest with it, and until when they run then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.cards.answers.foresight import IF_FROZEN
from shared.contracts import Event
from shared.contracts.cards import CardCancelledAfterRefund, HolderNoted, IfFrozen, RestsToo
from tests.cards.examples import ADA, CARD, MONTH, ORDER, TEN_VISITS, WEI, held, january, month_card
from tests.cards.test_answers import NOW, told
from tests.cards.test_freeze_card import frozen
from tests.cards.test_person import merged, took_in
from tests.cards.test_rest_together import GYM, LESSONS, REST, pack

year = replace(month_card, card_id=GYM)
holds = tuple(HolderNoted(member_id=WEI, card_id=card_id, holds=True, debt=None) for card_id in (GYM, CARD))
asked = IfFrozen(card_id=GYM, member_id=WEI, first=REST.first, until=REST.until)
too = RestsToo(card_id=CARD, product_id=pack.product_id, until_now=date(2025, 2, 1), until_then=date(2025, 2, 11))


def rests_too(*past: Event, query: IfFrozen = asked) -> tuple[RestsToo, ...]:
    """As the history would answer, which reads further until nothing more is named."""
    streams = list(IF_FROZEN.streams(query))
    while more := [name for name in IF_FROZEN.further(query, read(past, streams)) if name not in streams]:
        streams += more
    (row,) = IF_FROZEN.rows(query, read(past, streams), NOW)
    assert type(row).load(row.wire()) == row
    return row.rests_too  # type: ignore[attr-defined, no-any-return]


def read(past: tuple[Event, ...], streams: list[str]):
    return [one for one in told(*past) if one.recorded.stream in streams]


def test_a_pack_of_lessons_is_named_with_its_end_now_and_then():
    assert rests_too(year, pack, *holds) == (too,)


def test_so_are_the_lessons_that_are_booked_in_the_rest():
    booked = replace(held, day=date(2025, 1, 12))
    assert rests_too(year, pack, booked, *holds) == (replace(too, visits_set_aside=(date(2025, 1, 12),)),)


def test_a_pack_that_rests_by_itself_meanwhile_moves_by_the_other_days_only():
    own = frozen(replace(REST, until=date(2025, 1, 14)), date(2025, 2, 5))
    (known,) = rests_too(year, pack, own, *holds)
    assert (known.until_now, known.until_then) == (date(2025, 2, 5), date(2025, 2, 11))


def test_packs_under_another_record_of_the_person_rest_too():
    other = replace(pack, member_id=ADA)
    theirs = replace(holds[1], member_id=ADA)
    same = (merged, took_in)
    assert rests_too(year, other, holds[0], theirs, *same) == (too,)
    assert rests_too(year, other, holds[0], theirs) == ()


@pytest.mark.parametrize(
    "past",
    [
        (year, pack, holds[0]),
        (year, replace(pack, terms=TEN_VISITS), *holds),
        (year, replace(pack, terms=replace(LESSONS, rests_with_membership=False)), *holds),
        (year, replace(pack, terms=MONTH), *holds),
        (year, pack, CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER), *holds),
        (replace(year, terms=replace(LESSONS, freeze_days=14)), pack, *holds),
    ],
)
def test_what_does_not_rest_with_it_is_not_named(past: tuple[Event, ...]):
    assert rests_too(*past) == ()


def test_where_the_freeze_is_refused_nothing_rests():
    assert rests_too(year, pack, *holds, query=replace(asked, until=january(31).date())) == ()
