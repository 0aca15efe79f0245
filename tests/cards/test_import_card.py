"""Memberships of an older system are taken over as they stand, and are never sales."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.blocks.owing import told_of_debt
from services.cards.gate.gate import GATE
from services.cards.sale.importing import IMPORTED
from services.cards.sale.issue import ISSUE
from shared.contracts import DayRange
from shared.contracts.cards import (
    CardBuiltUpon,
    CardExpiring,
    CardLots,
    CardNotImported,
    CardNotIssued,
    CardReportedLost,
    GateNotOpen,
    HolderAdded,
    ImportCard,
    ImportedCardWithdrawn,
    ImportTakenBack,
    MemberCards,
    MoreThanGranted,
    NoteHolder,
    ProductNotPublished,
    WithdrawImportedCard,
)
from tests.cards.examples import (
    ADA,
    CARD,
    FOUR_THOUSAND,
    NOON,
    PRODUCT,
    PUDONG,
    TEN_VISITS,
    WEI,
    claimed,
    gate_opened,
    granted,
    held_on_term,
    month_card,
    published,
    swipe,
    yuan,
)
from tests.scenario import Scenario
from tests.standing import Standing

DAYS = DayRange(date(2024, 12, 15), date(2025, 3, 15))
take_over = ImportCard(
    card_id=CARD,
    product_id=PRODUCT,
    member_id=WEI,
    venue_id=PUDONG,
    valid=DAYS,
    left=6,
    price=yuan(6_000),
    currency="CNY",
)
pack = replace(published, terms=TEN_VISITS)
taken_over = replace(
    month_card, order_id=None, price=yuan(6_000), terms=replace(TEN_VISITS, visits=6), valid=DAYS, kind="import"
)
desk = Scenario(ISSUE).given(gate_opened, pack)


def test_a_pack_is_taken_over_with_its_days_and_what_is_left_of_it():
    done = desk.when(take_over).then(taken_over, claimed)
    done.when(take_over).then()


def test_its_price_may_be_unknown_and_is_nothing_then():
    desk.when(replace(take_over, price=None, left=None)).then(
        replace(taken_over, price=yuan(0), terms=TEN_VISITS), claimed
    )


def test_of_a_value_the_bonus_is_taken_over_in_proportion():
    purse = Scenario(ISSUE).given(gate_opened, replace(published, terms=FOUR_THOUSAND))
    (issued, _) = purse.when(replace(take_over, left=100_000))._decide()
    assert (issued.terms.value, issued.terms.bonus) == (yuan(100_000), yuan(25_000))


@pytest.mark.parametrize("left", [-1, 11])
def test_no_more_is_left_than_the_product_grants(left):
    desk.when(replace(take_over, left=left)).refuses(MoreThanGranted, left=left, granted=10)


def test_a_term_has_nothing_to_count():
    Scenario(ISSUE).given(gate_opened, published).when(take_over).refuses(MoreThanGranted, granted=0)


def test_product_and_venue_are_known_first():
    Scenario(ISSUE).given(gate_opened).when(take_over).refuses(ProductNotPublished)
    Scenario(ISSUE).given(pack).when(take_over).refuses(GateNotOpen)


def test_its_visits_open_the_door_and_name_no_order():
    (entry,) = Scenario(GATE).at(NOON).given(gate_opened, taken_over).when(swipe)._decide()
    assert (entry.order_id, entry.lots[0].order_id, entry.visits_left) == (None, None, 5)


# --- and taken back ---

took_over = replace(month_card, kind="import", order_id=None)
withdraw = WithdrawImportedCard(card_id=CARD)
withdrawn = ImportedCardWithdrawn(card_id=CARD, member_id=WEI)
undoing = Scenario(IMPORTED)


def test_a_card_that_was_taken_over_by_mistake_is_none():
    undoing.given(took_over).when(withdraw).then(withdrawn).when(withdraw).then()
    undoing.when(withdraw).refuses(CardNotIssued)
    undoing.given(month_card).when(withdraw).refuses(CardNotImported)
    (refused,) = Scenario(GATE).given(gate_opened, took_over, withdrawn).at(NOON).when(swipe)._decide()
    assert refused.reason.code == "CardCancelled"


def test_what_was_taken_back_is_imported_anew_under_another_id_only():
    desk.given(taken_over, withdrawn).when(take_over).refuses(ImportTakenBack, card_id=CARD)


@pytest.mark.parametrize(
    ("use", "what"),
    [
        (granted, "swipes"),
        (held_on_term, "bookings"),
        (CardReportedLost(card_id=CARD, member_id=WEI, at=NOON), "loss"),
        (HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA), "people who share it"),
    ],
)
def test_what_somebody_did_with_it_is_not_thrown_away(use, what):
    undoing.given(took_over, use).when(withdraw).refuses(CardBuiltUpon, what=what)


def test_what_the_clock_says_of_its_end_is_no_use_of_it():
    reminded = CardExpiring(
        card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=took_over.valid.until, days_left=7
    )
    undoing.given(took_over, reminded).when(withdraw).then(withdrawn)


def test_the_desk_sees_nothing_of_it_any_more(cards: Standing) -> None:
    taken = "00000000-0000-4000-8000-0000000000c6"
    wish = replace(take_over, card_id=taken, product_id=CARD, left=6)
    assert cards.give(wish) is None
    assert cards.give(WithdrawImportedCard(card_id=taken)) is None
    assert taken not in [row["card_id"] for row in cards.ask(MemberCards(member_id=WEI))]
    assert cards.ask(CardLots(card_id=taken, member_id=WEI)) == []
    before = cards.rows()
    cards.rebuild()
    assert cards.rows() == before


def test_its_member_holds_it_no_longer_so_that_no_debt_looks_for_it():
    assert list(told_of_debt(withdrawn)) == [NoteHolder(member_id=WEI, card_id=CARD, holds=False)]
