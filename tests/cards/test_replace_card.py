from dataclasses import replace

import pytest

from services.cards.blocks.blocking import BLOCKING
from services.cards.gate.gate import GATE
from services.cards.numbers.replacement import REPLACEMENT
from services.cards.sale.issue import numbers_for
from shared.authority import allow
from shared.contracts import FRONT_DESK, MEMBER, VENUE_MANAGER, Actor, DayRange, NotAllowed, Reason
from shared.contracts.cards import (
    CardCancelled,
    CardCancelledAfterRefund,
    CardFound,
    CardFrozen,
    CardNotIssued,
    CardNumberClaimed,
    CardOfAnotherMember,
    CardReplaced,
    CardReportedLost,
    EntryRefused,
    NumberBound,
    NumberDead,
    NumberNotOfCard,
    ReplaceCard,
    ReplacementNotMade,
    ReplacementNotOpen,
    ReplacementOpen,
    ReplacementRequested,
    ReplacementWithdrawn,
    ReportFound,
    RequestReplacement,
    WaiveReplacementFee,
)
from tests.cards.examples import (
    ADA,
    CARD,
    NOON,
    NUMBER,
    ORDER,
    PUDONG,
    WEI,
    days,
    gate_opened,
    granted,
    january,
    month_card,
    swipe,
    yuan,
)
from tests.scenario import Scenario

WISH = "00000000-0000-4000-8000-0000000000b1"
LINE = "00000000-0000-4000-8000-0000000000b2"
FEE_ORDER = "00000000-0000-4000-8000-0000000000b3"
CHIP, VIRTUAL = "04A2B91C6F2280", "123456789015"

free = Scenario(REPLACEMENT).at(NOON).given(month_card)
with_fee = replace(month_card, terms=replace(month_card.terms, replacement_fee=yuan(2_000)))
dear = Scenario(REPLACEMENT).at(NOON).given(with_fee)
request = RequestReplacement(replacement_id=WISH, card_id=CARD, member_id=WEI, venue_id=PUDONG, reason="lost")
lost = CardReportedLost(card_id=CARD, member_id=WEI, at=NOON)
earlier_lost = replace(lost, at=january(7))
asked = ReplacementRequested(**vars(request), fee=None, asked_at=NOON)
asked_for_fee = replace(asked, fee=yuan(2_000))
paid = ReplaceCard(
    replacement_id=LINE, card_id=CARD, member_id=WEI, venue_id=PUDONG, order_id=FEE_ORDER, fee=yuan(2_000)
)
waive = WaiveReplacementFee(replacement_id=WISH, card_id=CARD, venue_id=PUDONG, because="our reader broke it")
cancelled = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)


def replaced(seed: str = WISH, **other: object) -> CardReplaced:
    made = CardReplaced(
        replacement_id=WISH,
        card_id=CARD,
        member_id=WEI,
        venue_id=PUDONG,
        reason="lost",
        number=next(numbers_for(seed)),
        former=NUMBER,
        dead=(NUMBER,),
        dead_since=NOON,
        fee=None,
        order_id=None,
        at=NOON,
    )
    return replace(made, **other)


def claimed(seed: str = WISH) -> CardNumberClaimed:
    return CardNumberClaimed(number=next(numbers_for(seed)), card_id=CARD)


def test_without_a_fee_a_lost_card_has_its_new_number_at_once():
    free.when(request).then(lost, asked, replaced(), claimed())


def test_what_was_blocked_yesterday_is_dead_since_yesterday():
    free.given(earlier_lost).when(request).then(asked, replaced(dead_since=january(7)), claimed())


def test_a_broken_card_is_not_blocked_until_there_is_a_new_one():
    broken = replace(request, reason="damaged")
    dear.when(broken).then(replace(asked_for_fee, reason="damaged"))
    free.when(broken).then(replace(asked, reason="damaged"), replaced(reason="damaged"), claimed())


def test_with_a_fee_of_20_yuan_the_card_is_blocked_and_waits_for_it():
    dear.when(request).then(lost, asked_for_fee)


def test_a_fee_of_nothing_is_none():
    nothing = replace(month_card, terms=replace(month_card.terms, replacement_fee=yuan(0)))
    Scenario(REPLACEMENT).at(NOON).given(nothing).when(request).then(lost, asked, replaced(), claimed())


def test_a_paid_fee_makes_the_new_number_and_is_on_record_with_its_time():
    waiting = dear.given(earlier_lost, asked_for_fee).at(january(9))
    waiting.when(paid).then(
        replaced(LINE, dead_since=january(7), at=january(9), fee=yuan(2_000), order_id=FEE_ORDER), claimed(LINE)
    )


def test_a_replacement_sold_at_the_desk_needs_no_request():
    made = replaced(LINE, replacement_id=LINE, reason="damaged", fee=yuan(2_000), order_id=FEE_ORDER)
    dear.when(paid).then(made, claimed(LINE))


def test_a_manager_waives_the_fee_and_says_why():
    waiting = dear.given(lost, asked_for_fee)
    waiting.when(waive).then(replaced(waived="our reader broke it"), claimed())
    dear.when(waive).refuses(ReplacementNotOpen, replacement_id=WISH)
    with pytest.raises(NotAllowed):
        allow(Actor(id="desk", roles=(FRONT_DESK,)), waive)
    allow(Actor(id="boss", roles=(VENUE_MANAGER,), venues=(PUDONG,)), waive)


def test_a_member_asks_for_the_own_card_only():
    free.when(replace(request, member_id=ADA)).refuses(CardOfAnotherMember, card_id=CARD)
    allow(Actor(id="wei", roles=(MEMBER,), member_id=WEI), request)


def test_one_replacement_is_under_way_at_a_time():
    another = replace(request, replacement_id=LINE)
    dear.given(lost, asked_for_fee).when(another).refuses(ReplacementOpen, replacement_id=WISH)


def test_a_card_may_be_lost_again_and_again():
    first = (lost, asked, replaced(), claimed())
    second = replace(request, replacement_id=LINE)
    again = replaced(LINE, replacement_id=LINE, former=claimed().number, dead=(claimed().number,))
    free.given(*first).when(second).then(lost, replace(asked, replacement_id=LINE), again, claimed(LINE))


@pytest.mark.parametrize("state", ["expired", "frozen"])
def test_no_state_of_the_card_stands_in_the_way(state: str):
    """A term "no replacement for lost cards" is void."""
    over = replace(month_card, valid=DayRange(january(1).date(), january(2).date()))
    resting = CardFrozen(card_id=CARD, member_id=WEI, rest=days(7, 17), valid_until=january(20).date())
    past = {"expired": (over,), "frozen": (month_card, resting)}[state]
    Scenario(REPLACEMENT).at(NOON).given(*past).when(request).then(lost, asked, replaced(), claimed())


def test_a_refunded_card_is_over_and_gets_no_number():
    free.given(cancelled).when(request).refuses(CardCancelled, card_id=CARD)
    Scenario(REPLACEMENT).when(request).refuses(CardNotIssued, card_id=CARD)


def test_a_fee_for_a_card_that_was_refunded_meanwhile_goes_back():
    told = {"fee": paid.fee, "product_id": paid.product_id}
    no = ReplacementNotMade(
        card_id=CARD, member_id=WEI, order_id=FEE_ORDER, reason=Reason.of(CardCancelled(card_id=CARD)), **told
    )
    dear.given(lost, asked_for_fee, cancelled).when(paid).then(no)
    Scenario(REPLACEMENT).when(paid).then()  # never held up by what never passes


def test_every_chip_dies_with_the_card_and_the_number_on_the_phone_lives_on():
    chip = NumberBound(card_id=CARD, member_id=WEI, number=CHIP, kind="chip", at=NOON)
    phone = NumberBound(card_id=CARD, member_id=WEI, number=VIRTUAL, kind="virtual", at=NOON)
    made = replaced(dead=(NUMBER, CHIP))
    after = free.given(chip, phone).when(request).then(lost, asked, made, claimed())
    card = REPLACEMENT.fold([event for event in after.past if event.stream_name.startswith("card-")]).card
    assert dict(card.keys.live) == {made.number: "printed", VIRTUAL: "virtual"}
    assert dict(card.keys.dead) == {NUMBER: NOON, CHIP: NOON}
    assert card.lost_since is None
    assert card.lots.keys() == {CARD}


def test_a_number_that_another_card_has_is_passed_over():
    first, second, _ = numbers_for(WISH)
    elsewhere = CardNumberClaimed(number=first, card_id=ADA)
    made = replaced(number=second)
    free.given(elsewhere).when(request).then(lost, asked, made, CardNumberClaimed(number=second, card_id=CARD))


def test_the_old_number_opens_no_door_and_the_new_one_does():
    after = Scenario(GATE).at(NOON).given(gate_opened, month_card, lost, asked, replaced())
    no = NumberDead(number=NUMBER, since=NOON)
    names = ("swipe_id", "card_id", "member_id", "venue_id", "day", "at")
    refused = EntryRefused(**{name: getattr(granted, name) for name in names}, reason=Reason.of(no))
    after.when(replace(swipe, number=NUMBER)).then(refused)
    after.when(replace(swipe, number=claimed().number)).then(granted)
    stranger = NumberNotOfCard(number=CHIP, card_id=CARD)
    after.when(replace(swipe, number=CHIP.lower())).then(replace(refused, reason=Reason.of(stranger)))


def test_a_late_swipe_of_the_old_number_from_before_the_loss_counts():
    earlier = replace(granted, at=january(8, 3))
    past = (gate_opened, month_card, lost, asked, replaced())
    Scenario(GATE).at(january(8, 3)).given(*past).when(replace(swipe, number=NUMBER)).then(earlier)


def test_who_finds_the_card_before_paying_owes_nothing():
    back = ReportFound(card_id=CARD, member_id=WEI)
    gone = ReplacementWithdrawn(replacement_id=WISH, card_id=CARD, member_id=WEI)
    Scenario(BLOCKING).at(NOON).given(with_fee, lost, asked_for_fee).when(back).then(
        CardFound(card_id=CARD, member_id=WEI), gone
    )
