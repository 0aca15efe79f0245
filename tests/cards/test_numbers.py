from dataclasses import replace

import pytest

from services.cards.numbers.numbers import NUMBERS
from services.cards.sale.issue import numbers_for
from shared.contracts.cards import (
    AddVirtualNumber,
    BindChip,
    CardCancelled,
    CardCancelledAfterRefund,
    CardNotIssued,
    CardNumberClaimed,
    CardNumberFreed,
    CardOfAnotherMember,
    CardTransferred,
    NotAChip,
    NumberBound,
    NumberDead,
    NumberNotOfCard,
    NumberTaken,
    NumberUnbound,
    PrintedNumberStays,
    UnbindNumber,
)
from shared.ids import is_checked
from tests.cards.examples import ADA, CARD, NOON, NUMBER, ORDER, WEI, claimed, month_card
from tests.scenario import Scenario

CHIP = "04A2B91C6F2280"
SEED = "00000000-0000-4000-8000-0000000000b1"
VIRTUAL = next(numbers_for(SEED))

card = Scenario(NUMBERS).at(NOON).given(month_card, claimed)
bind = BindChip(card_id=CARD, member_id=WEI, uid="04:a2:b9:1c:6f:22:80")
bound = NumberBound(card_id=CARD, member_id=WEI, number=CHIP, kind="chip", at=NOON)
chip_claimed = CardNumberClaimed(number=CHIP, card_id=CARD)
add = AddVirtualNumber(number_id=SEED, card_id=CARD, member_id=WEI)
added = NumberBound(card_id=CARD, member_id=WEI, number=VIRTUAL, kind="virtual", at=NOON)
virtual_claimed = CardNumberClaimed(number=VIRTUAL, card_id=CARD)
unbind = UnbindNumber(card_id=CARD, member_id=WEI, number=CHIP)
unbound = NumberUnbound(card_id=CARD, member_id=WEI, number=CHIP, kind="chip", at=NOON, dead=False)
freed = CardNumberFreed(number=CHIP, card_id=CARD)
cancelled = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
passed_on = CardTransferred(card_id=CARD, member_id=WEI, to_member_id=ADA, application_id=SEED, contract="c")


def test_a_wristband_opens_doors_for_the_card():
    card.when(bind).then(bound, chip_claimed)


@pytest.mark.parametrize("uid", ["04A2B91C", "04 a2 b9 1c 6f 22 80", "0123456789ABCDEF0123"])
def test_chips_have_ids_of_4_7_or_10_bytes(uid: str):
    number = uid.replace(" ", "").upper()
    card.when(replace(bind, uid=uid)).then(replace(bound, number=number), replace(chip_claimed, number=number))


@pytest.mark.parametrize("uid", ["04A2B9", "XYZ2B91C", NUMBER, "04A2B91C6F228"])
def test_what_is_no_chip_is_not_bound(uid: str):
    card.when(replace(bind, uid=uid)).refuses(NotAChip, uid=uid)


def test_a_chip_stands_for_one_card_of_the_chain():
    card.given(CardNumberClaimed(number=CHIP, card_id=ADA)).when(bind).refuses(NumberTaken, number=CHIP)


def test_a_chip_that_was_handed_back_may_be_bound_again():
    card.given(bound, chip_claimed, unbound, freed).when(bind).then(bound, chip_claimed)
    elsewhere = (CardNumberClaimed(number=CHIP, card_id=ADA), CardNumberFreed(number=CHIP, card_id=ADA))
    card.given(*elsewhere).when(bind).then(bound, chip_claimed)


def test_a_chip_that_was_handed_back_opens_nothing():
    card.given(bound, chip_claimed).when(unbind).then(unbound, freed)


def test_a_lost_chip_is_dead_for_ever():
    dead = replace(unbound, dead=True)
    gone = card.given(bound, chip_claimed).when(replace(unbind, lost=True)).then(dead)
    gone.when(bind).refuses(NumberDead, number=CHIP)


def test_the_phone_has_a_number_of_its_own_with_a_check_digit():
    card.when(add).then(added, virtual_claimed)
    assert is_checked(VIRTUAL)
    assert len(VIRTUAL) == 12


def test_a_card_has_one_virtual_number_at_a_time():
    card.given(added, virtual_claimed).when(replace(add, number_id=ORDER)).then()


def test_a_virtual_number_that_was_given_up_is_never_given_again():
    off = replace(unbind, number=VIRTUAL)
    card.given(added, virtual_claimed).when(off).then(replace(unbound, number=VIRTUAL, kind="virtual", dead=True))


def test_the_phone_of_the_former_holder_opens_nothing_after_a_transfer():
    after = card.given(added, virtual_claimed, passed_on)
    assert VIRTUAL not in NUMBERS.fold(after.past).card.keys.live
    after.when(replace(add, member_id=ADA, number_id=ORDER)).then(
        replace(added, member_id=ADA, number=next(numbers_for(ORDER))),
        replace(virtual_claimed, number=next(numbers_for(ORDER))),
    )


def test_the_printed_number_stays():
    card.when(replace(unbind, number=NUMBER)).refuses(PrintedNumberStays, number=NUMBER)


def test_what_is_not_bound_is_not_unbound():
    card.when(unbind).refuses(NumberNotOfCard, number=CHIP)


def test_members_bind_and_unbind_on_their_own_cards():
    card.when(replace(add, member_id=ADA)).refuses(CardOfAnotherMember)
    Scenario(NUMBERS).when(add).refuses(CardNotIssued)
    card.given(cancelled).when(add).refuses(CardCancelled)
    card.given(cancelled).when(bind).refuses(CardCancelled)
