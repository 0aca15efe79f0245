"""Doors shut by debt or by hand: neither is a freeze, both may overlap it, and each ends on its own."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.blocks.blocks import Blocks, after, shut
from services.cards.blocks.holder import HOLDER, together
from services.cards.blocks.owing import told_of_debt
from services.cards.blocks.shutting import SHUTTING
from services.cards.gate.gate import GATE
from services.cards.lots.holds import HOLDS
from services.cards.sale.watch import WATCH
from shared.contracts import Event, Money, Reason, Refusal
from shared.contracts.cards import (
    AutoRenewalAgreed,
    BlockCard,
    CardBlocked,
    CardBlockedByHand,
    CardFreeOfDebt,
    CardFrozenNow,
    CardInDebt,
    CardIssued,
    CardNotIssued,
    CardOfAnotherMember,
    CardShutForDebt,
    CardTransferred,
    CardUnblockedByHand,
    CardWarnedOfDebt,
    Debt,
    DebtorNoted,
    DebtOverridden,
    DebtShutsSoon,
    HolderNoted,
    LetIn,
    LetInUntilPast,
    NoteDebtor,
    NoteHolder,
    PersonNoted,
    PersonOwes,
    RenewalDue,
    ReviewHolder,
    TellDebt,
    UnblockCard,
    VisitNotHeld,
    WatchCard,
)
from shared.contracts.finance import DebtFellDue, DebtOverdue, DebtSettled
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.cards.examples import (
    ADA,
    CARD,
    NOON,
    WEI,
    days,
    exited,
    gate_opened,
    granted,
    hold,
    january,
    month_card,
    out,
    swipe,
    yuan,
)
from tests.cards.test_freeze_card import frozen
from tests.cards.test_swipe_card import refused
from tests.scenario import Scenario

SINCE = date(2025, 1, 2)
owed = Debt(amount=yuan(30_000), since=SINCE, shut=True)
due = Debt(amount=yuan(30_000), since=SINCE, shut=False, blocks_on=date(2025, 1, 9))
of_card = {"card_id": CARD, "member_id": WEI}
shut_for_debt = CardShutForDebt(**of_card, debt=owed, at=january(7))
warned = CardWarnedOfDebt(**of_card, debt=due)
free = CardFreeOfDebt(**of_card)
blocked = CardBlockedByHand(**of_card, reason="fought at the pool", since=date(2025, 1, 7), at=january(7))
unblocked = CardUnblockedByHand(**of_card, reason="spoken to")
let_in = LetIn(**of_card, until=date(2025, 1, 8), reason="pays on Friday")
overridden = DebtOverridden(**vars(let_in))
in_debt = CardInDebt(amount=yuan(30_000), since=SINCE)

card = Scenario(SHUTTING).at(NOON).given(month_card)
gate = Scenario(GATE).at(NOON).given(gate_opened, month_card)


def tell(debt: Debt | None) -> TellDebt:
    return TellDebt(**of_card, debt=debt)


# --- at the gate ---


def test_a_card_in_debt_opens_no_door_and_is_told_how_much_since_when():
    gate.given(shut_for_debt).when(swipe).then(refused(in_debt))
    assert "300.00" in in_debt.text(in_debt.says) and "2025-01-02" in in_debt.text(in_debt.says, "zh")


def test_who_is_inside_gets_out_whatever_is_owed():
    gate.given(granted, shut_for_debt).when(out).then(exited)


def test_a_debt_that_does_not_shut_doors_yet_is_warned_of():
    soon = DebtShutsSoon(amount=yuan(30_000), since=SINCE, blocks_on=date(2025, 1, 9))
    gate.given(warned).when(swipe).then(replace(granted, warnings=(Reason.of(soon),)))


def test_paid_the_doors_open_again():
    gate.given(shut_for_debt, free).when(swipe).then(granted)


def test_a_late_swipe_from_before_the_block_counts():
    (entry,) = gate.at(january(7, 3)).given(shut_for_debt).when(swipe)._decide()
    assert (type(entry), entry.at) == (type(granted), january(7, 3))


def test_no_booking_is_paid_by_a_card_in_debt():
    debtor = Scenario(HOLDS).at(NOON).given(month_card, shut_for_debt).when(hold)
    (no,) = debtor._decide()
    assert isinstance(no, VisitNotHeld) and no.reason.code == "CardInDebt"


def test_a_freeze_and_a_debt_overlap_and_each_ends_on_its_own():
    both = gate.given(frozen(days(7, 17), date(2025, 2, 11)), shut_for_debt)
    both.when(swipe).then(refused(in_debt))
    both.given(free).when(swipe).then(refused(CardFrozenNow(first_day=date(2025, 1, 7), until=date(2025, 1, 17))))
    later = both.at(january(17)).when(swipe)
    (no,) = later._decide()
    assert no.reason.code == "CardInDebt", "the freeze is over, the debt is not"


def test_while_doors_are_shut_the_days_run_and_billing_goes_on():
    agreed = AutoRenewalAgreed(**of_card, most=yuan(30_000))
    renews = Scenario(WATCH).given(month_card, agreed, shut_for_debt).at(january(31)).when(WatchCard(card_id=CARD))
    assert any(isinstance(event, RenewalDue) for event in renews._decide())
    assert card.decider.fold([month_card, shut_for_debt]).valid.until == date(2025, 2, 1)


# --- what finance tells ---


@pytest.mark.parametrize(("debt", "event"), [(owed, replace(shut_for_debt, at=NOON)), (due, warned)])
def test_a_card_is_told_once_what_its_holder_owes(debt: Debt, event: Event):
    card.when(tell(debt)).then(event).when(tell(debt)).then()
    card.given(event).when(tell(None)).then(free).when(tell(None)).then()


def test_a_smaller_debt_that_still_shuts_doors_is_shown_and_shut_since_when_it_was():
    less = replace(owed, amount=yuan(20_000))
    still = card.given(shut_for_debt).when(tell(less)).then(replace(shut_for_debt, debt=less, at=NOON))
    assert still.decider.fold(still.past).blocks.shut_at == january(7)


def test_what_somebody_else_owes_is_no_matter_of_this_card():
    card.when(replace(tell(owed), member_id=ADA)).then()
    Scenario(SHUTTING).when(tell(owed)).then()


# --- a manager's hand ---


def test_a_manager_blocks_and_unblocks_a_card_with_a_reason():
    block = BlockCard(**of_card, reason=blocked.reason)
    card.at(january(7)).when(block).then(blocked).when(block).then()
    gate.given(blocked).when(swipe).then(refused(CardBlocked(reason=blocked.reason, since=blocked.since)))
    unblock = UnblockCard(**of_card, reason="spoken to")
    card.given(blocked).when(unblock).then(unblocked).when(unblock).then()
    gate.given(blocked, unblocked).when(swipe).then(granted)


def test_a_manager_lets_a_card_in_until_a_day_although_its_debt_stands():
    card.given(shut_for_debt).when(let_in).then(overridden).when(let_in).then()
    (warned_of,) = gate.given(shut_for_debt, overridden).when(swipe)._decide()[0].warnings
    assert warned_of.code == "DebtShutsSoon", "the debt stands"
    gate.at(january(9)).given(shut_for_debt, overridden).when(swipe).then(
        replace(refused(in_debt), day=date(2025, 1, 9), at=january(9))
    )
    gate.given(shut_for_debt, blocked, overridden).when(swipe).then(
        refused(CardBlocked(reason=blocked.reason, since=blocked.since))
    )


@pytest.mark.parametrize("until", [date(2025, 1, 7), date(2026, 1, 10)])
def test_a_card_is_let_in_from_today_for_a_year_at_most(until: date):
    card.when(replace(let_in, until=until)).refuses(LetInUntilPast, earliest="2025-01-08", latest="2026-01-09")


@pytest.mark.parametrize(
    ("past", "no"), [((), CardNotIssued), ((replace(month_card, member_id=ADA),), CardOfAnotherMember)]
)
def test_a_hand_needs_the_members_card(past: tuple[Event, ...], no: type[Refusal]):
    for wish in (BlockCard(**of_card, reason="x"), UnblockCard(**of_card, reason="x"), let_in):
        Scenario(SHUTTING).at(NOON).given(*past).when(wish).refuses(no)


# --- every card of the member ---

holder = Scenario(HOLDER)
OTHER = derived_id("another card")
held = HolderNoted(member_id=WEI, card_id=CARD, holds=True)
noted = DebtorNoted(member_id=WEI, debt=owed, card_ids=(CARD, OTHER))


def test_a_debt_finds_every_card_of_its_member():
    two = holder.given(held, replace(held, card_id=OTHER))
    two.when(NoteDebtor(member_id=WEI, debt=owed)).then(noted).when(NoteDebtor(member_id=WEI, debt=owed)).then()
    assert list(told_of_debt(noted)) == [tell(owed), replace(tell(owed), card_id=OTHER)]


def test_a_card_that_comes_into_a_debtors_hands_is_told_at_once():
    wish = NoteHolder(member_id=WEI, card_id=OTHER)
    came = holder.given(held, noted).when(wish).then(HolderNoted(**vars(wish), debt=owed))
    came.when(wish).then()
    assert list(told_of_debt(HolderNoted(**vars(wish), debt=owed))) == [replace(tell(owed), card_id=OTHER)]


def test_a_card_passed_on_owes_what_its_new_holder_owes():
    passed = replace(sample(CardTransferred), card_id=CARD, member_id=WEI, to_member_id=ADA)
    assert list(told_of_debt(passed)) == [
        NoteHolder(member_id=WEI, card_id=CARD, holds=False),
        NoteHolder(member_id=ADA, card_id=CARD),
    ]
    gone = (
        holder.given(held).when(NoteHolder(member_id=WEI, card_id=CARD, holds=False)).then(replace(held, holds=False))
    )
    gone.when(NoteDebtor(member_id=WEI, debt=owed)).then(replace(noted, card_ids=()))
    after_it = gate.given(shut_for_debt, passed)
    assert after_it.decider.fold([month_card, shut_for_debt, passed]).card.blocks == Blocks()


# --- one person, two records ---

ADAS = derived_id("Ada's card")
merged = (
    PersonNoted(member_id=WEI, heard="merged", other_id=ADA),
    PersonNoted(member_id=ADA, heard="took_in", other_id=WEI),
)
both = holder.given(held, HolderNoted(member_id=ADA, card_id=ADAS, holds=True))
less = Debt(amount=yuan(5_000), since=date(2025, 1, 5), shut=False, blocks_on=date(2025, 1, 12))


def owes(member_id: str, debt: Debt | None, card_id: str) -> PersonOwes:
    return PersonOwes(member_id=member_id, debt=debt, card_ids=(card_id,))


def test_records_that_become_one_person_owe_together_from_then_on():
    debtor = both.given(replace(noted, card_ids=(CARD,)), *merged)
    assert list(told_of_debt(merged[0])) == [ReviewHolder(member_id=WEI), ReviewHolder(member_id=ADA)]
    for record in (WEI, ADA):
        told = debtor.when(ReviewHolder(member_id=record)).then(owes(ADA, owed, ADAS))
        told.when(ReviewHolder(member_id=record)).then()
    assert list(told_of_debt(owes(ADA, owed, ADAS))) == [TellDebt(card_id=ADAS, member_id=ADA, debt=owed)]


def test_what_is_owed_under_one_record_shuts_the_cards_of_all_until_it_is_settled():
    one = both.given(*merged)
    debtor = one.when(NoteDebtor(member_id=WEI, debt=owed)).then(
        replace(noted, card_ids=(), together=True), owes(WEI, owed, CARD), owes(ADA, owed, ADAS)
    )
    debtor.when(NoteDebtor(member_id=WEI, debt=None)).then(
        replace(noted, card_ids=(), together=True, debt=None), owes(WEI, None, CARD), owes(ADA, None, ADAS)
    )


def test_two_debts_are_one_and_what_is_left_of_them_stays():
    debtor = both.given(*merged, replace(noted, card_ids=(), together=True), owes(WEI, owed, CARD))
    sum_of_both = Debt(amount=yuan(35_000), since=SINCE, shut=True)
    more = debtor.when(NoteDebtor(member_id=ADA, debt=less)).then(
        DebtorNoted(member_id=ADA, debt=less, card_ids=(), together=True),
        owes(WEI, sum_of_both, CARD),
        owes(ADA, sum_of_both, ADAS),
    )
    more.when(NoteDebtor(member_id=WEI, debt=None)).then(
        replace(noted, card_ids=(), together=True, debt=None), owes(WEI, less, CARD), owes(ADA, less, ADAS)
    )


def test_records_that_are_apart_again_owe_each_its_own():
    apart = (
        PersonNoted(member_id=WEI, heard="apart", other_id=ADA),
        PersonNoted(member_id=ADA, heard="let_go", other_id=WEI),
    )
    debtor = both.given(*merged, replace(noted, card_ids=(), together=True), owes(ADA, owed, ADAS))
    again = debtor.given(owes(WEI, owed, CARD), *apart)
    again.when(ReviewHolder(member_id=ADA)).then(owes(ADA, None, ADAS))
    again.when(ReviewHolder(member_id=WEI)).then()


def test_a_card_that_comes_to_one_record_is_told_what_the_person_owes():
    debtor = both.given(*merged, replace(noted, card_ids=(), together=True), owes(WEI, owed, CARD))
    wish = NoteHolder(member_id=ADA, card_id=OTHER)
    debtor.when(wish).then(HolderNoted(**vars(wish), debt=owed))


def test_debts_in_two_currencies_are_told_as_the_one_that_shuts_doors_the_oldest_first():
    pounds = Debt(amount=Money(9_900, "GBP"), since=date(2024, 12, 1), shut=False)
    assert together([pounds, owed]) == owed
    assert together([replace(pounds, shut=True), owed]) == replace(pounds, shut=True)
    assert together([less, pounds]) == replace(pounds, blocks_on=less.blocks_on)


# --- as finance tells ---


def test_what_finance_says_is_the_word_about_the_debt():
    said = {"member_id": WEI, "amount": yuan(30_000), "since": SINCE}
    assert list(told_of_debt(DebtOverdue(**said, least=yuan(1), days=3))) == [NoteDebtor(member_id=WEI, debt=owed)]
    assert list(told_of_debt(DebtFellDue(**said, blocks_on=due.blocks_on))) == [NoteDebtor(member_id=WEI, debt=due)]
    assert list(told_of_debt(DebtSettled(member_id=WEI))) == [NoteDebtor(member_id=WEI, debt=None)]
    assert list(told_of_debt(month_card)) == [NoteHolder(member_id=WEI, card_id=CARD)]
    assert isinstance(month_card, CardIssued)


# --- whatever happens in whichever order ---

EVENTS = (shut_for_debt, warned, free, blocked, unblocked, overridden)


@given(st.lists(st.sampled_from(EVENTS)), st.integers(0, 3))
def test_doors_are_shut_by_the_last_word_of_each_and_by_nothing_else(told, later):
    blocks = Blocks()
    for event in told:
        blocks = after(blocks, event)
    at: datetime = NOON + timedelta(days=later)
    debts = [event for event in told if isinstance(event, CardShutForDebt | CardWarnedOfDebt | CardFreeOfDebt)]
    hands = [event for event in told if isinstance(event, CardBlockedByHand | CardUnblockedByHand)]
    by_hand = bool(hands) and hands[-1] is blocked
    by_debt = bool(debts) and debts[-1] is shut_for_debt and not (overridden in told and later == 0)
    no = shut(blocks, at.date(), at)
    assert type(no) is (CardBlocked if by_hand else CardInDebt if by_debt else type(None))
