"""Leaving by the terms' notice: at the end of what is paid, or early; what is charged until then; staying after all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.cards.card import Card
from services.cards.gate.gate import GATE
from services.cards.sale.applying import APPLYING
from services.cards.sale.auto_renewal import AUTO_RENEWAL
from services.cards.sale.change import CHANGE
from services.cards.sale.notice import NOTICE
from services.cards.sale.purchase import PURCHASE
from services.cards.sale.watch import WATCH
from services.cards.timers import timers
from services.finance.owing import debts_after
from services.finance.reactions import known_card
from shared.contracts import Reason
from shared.contracts.cards import (
    AutoRenewalLapsed,
    AutoRenewalWithdrawn,
    CardCancelled,
    CardCancelledAfterRefund,
    CardEnded,
    CardExpired,
    CardFrozen,
    CardGivenUp,
    CardNotIssued,
    CardNotYetValid,
    CardOfAnotherMember,
    CardWatched,
    EarlyEndNotOffered,
    EndsAnyway,
    FreezeEnded,
    GiveDays,
    GiveNotice,
    HoldWithdrawn,
    LotGranted,
    LotNotGranted,
    MembershipEnded,
    NoticeGiven,
    NoticeGivenAlready,
    NoticeNeeded,
    NoticeOver,
    NoticeStands,
    NoticeWithdrawn,
    QuoteChange,
    RequestTransfer,
    WatchCard,
    WithdrawNotice,
)
from shared.contracts.finance import DropRenewalDebts, NoteCard
from shared.log import Meta, Recorded
from shared.timers import SetTimer
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    ORDER,
    PRODUCT,
    SESSION,
    WEI,
    days,
    gate_opened,
    held_on_term,
    january,
    month_card,
    published,
    swipe,
    yuan,
)
from tests.cards.test_grant_lot import granted as renewed_lot
from tests.cards.test_grant_lot import renew as grant
from tests.cards.test_swipe_card import refused
from tests.cards.test_watch_card import END, agree, agreed, due, failed, withdraw
from tests.scenario import Scenario

MARCH = date(2025, 3, 1)
MONTHLY = replace(
    month_card.terms, auto_renew_most=yuan(30_000), cancel_notice_days=30, cancel_early=True, freeze_days=14
)
card = replace(month_card, terms=MONTHLY)
short = replace(card, terms=replace(MONTHLY, cancel_notice_days=14))
leave = GiveNotice(card_id=CARD, member_id=WEI, ends="paid_time", reason="moves to London")
early = replace(leave, ends="notice")
given = NoticeGiven(**vars(leave), day=date(2025, 1, 8), last_day=date(2025, 2, 7), valid_until=date(2025, 2, 1))
given_early = replace(given, ends="notice")
stay = WithdrawNotice(card_id=CARD, member_id=WEI)
stays = NoticeWithdrawn(card_id=CARD, member_id=WEI, by="word", valid_until=date(2025, 2, 1))
look = WatchCard(card_id=CARD)
ended = CardEnded(card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=MARCH)
left = MembershipEnded(card_id=CARD, member_id=WEI, product_id=PRODUCT, ends="paid_time", valid_until=MARCH)
no_more = AutoRenewalWithdrawn(card_id=CARD, member_id=WEI)
february = renewed_lot(date(2025, 2, 1), MARCH)
february = replace(february, lot=replace(february.lot, terms=MONTHLY, order_id=due().order_id))
member = Scenario(NOTICE).at(january(8)).given(card, agreed)


def shanghai(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


# --- at the end of what is paid ---


def test_a_notice_of_30_days_on_8_january_runs_to_7_february():
    member.when(leave).then(given)


def test_the_period_that_begins_within_the_notice_is_charged_and_the_next_is_not():
    under = Scenario(WATCH).given(card, agreed, given, replace(ended, valid_until=date(2025, 2, 1)))
    charged = under.at(END - timedelta(hours=24)).when(look)
    assert due() in charged._decide()
    paid = Scenario(WATCH).given(card, agreed, given, due(), february)
    day_before = shanghai(MARCH) - timedelta(hours=24)
    assert [type(e).__name__ for e in paid.at(day_before).when(look)._decide()] == ["CardExpiring", "CardWatched"]


def test_when_what_is_paid_is_over_the_membership_is_and_nothing_is_charged_any_more():
    paid = Scenario(WATCH).given(card, agreed, given, due(), february).at(shanghai(MARCH))
    paid.when(look).then(ended, left, no_more)


def test_a_notice_that_is_over_before_the_next_period_stops_its_charge():
    last_day = date(2025, 1, 22)
    notice = replace(given, last_day=last_day)
    Scenario(NOTICE).at(january(8)).given(short, agreed).when(leave).then(notice)
    watched = Scenario(WATCH).given(short, agreed, notice).at(END - timedelta(hours=24)).when(look)
    assert not [event for event in watched._decide() if type(event).__name__ == "RenewalDue"]


def test_the_period_that_begins_on_the_last_day_of_the_notice_is_charged_the_one_after_it_is_not():
    for given_on, charged in ((17, False), (18, True)):
        notice = replace(given, day=date(2025, 1, given_on), last_day=date(2025, 1, given_on) + timedelta(days=14))
        watched = Scenario(WATCH).given(short, agreed, notice).at(END - timedelta(hours=24)).when(look)
        assert any(type(event).__name__ == "RenewalDue" for event in watched._decide()) is charged


def test_an_attempt_at_a_period_that_the_notice_does_not_reach_is_not_wanted_any_more():
    at = END - timedelta(hours=20)  # the charge of February is under way since four hours
    none = replace(card, terms=replace(MONTHLY, cancel_notice_days=0))
    today = date(2025, 1, 31)
    notice = replace(given, day=today, last_day=today, order_id=due().order_id)
    pending = Scenario(NOTICE).at(at).given(none, agreed, due())
    pending.when(leave).then(notice)
    assert list(debts_after(notice)) == [DropRenewalDebts(member_id=WEI, card_id=CARD, order_id=due().order_id)]
    Scenario(NOTICE).at(at).given(card, agreed, due()).when(leave).then(
        replace(notice, last_day=date(2025, 3, 2), order_id=None)
    )
    over = Scenario(WATCH).given(none, agreed, due(), notice).at(END).when(look)._decide()
    assert [type(event).__name__ for event in over] == ["CardEnded", "MembershipEnded", "AutoRenewalWithdrawn"]


def test_while_a_charge_within_the_notice_is_tried_again_the_membership_is_not_over_and_then_it_is():
    again = [card, agreed, given, due(), failed(1, "declined", END + timedelta(days=7))]
    over = replace(ended, valid_until=date(2025, 2, 1))
    Scenario(WATCH).given(*again).at(END).when(look).then(
        over, CardWatched(card_id=CARD, wake_at=END + timedelta(days=7))
    )
    lapsed = AutoRenewalLapsed(card_id=CARD, member_id=WEI, period=date(2025, 2, 1), order_id=due().order_id)
    given_up = Scenario(WATCH).given(*again, over, lapsed).at(END + timedelta(days=9)).when(look)
    given_up.then(replace(left, valid_until=date(2025, 2, 1)))


def test_a_card_that_was_left_can_be_renewed_and_left_again():
    gone = [card, agreed, given, due(), february, ended, left, no_more]
    march = replace(renewed_lot(MARCH, date(2025, 4, 1)).lot, terms=MONTHLY, lot_id=BOOKING)
    renewed = replace(february, lot=march, valid_until=date(2025, 4, 1))
    back = Scenario(NOTICE).given(*gone, renewed, agreed).at(shanghai(date(2025, 3, 10)))
    back.when(leave).then(
        replace(given, day=date(2025, 3, 10), last_day=date(2025, 4, 9), valid_until=date(2025, 4, 1))
    )


# --- early ---


def test_where_the_terms_offer_it_the_card_ends_with_the_notice_whatever_is_paid():
    year = replace(card, valid=replace(card.valid, until=date(2026, 1, 1)), terms=replace(MONTHLY, months=12))
    notice = replace(given_early, valid_until=date(2025, 2, 8))
    Scenario(NOTICE).at(january(8)).given(year).when(early).then(notice)
    gate = Scenario(GATE).given(gate_opened, year, notice)
    assert gate.at(shanghai(date(2025, 2, 7))).when(swipe)._decide()[0].warnings[0].code == "LeavesSoon"
    out = refused(CardGivenUp(valid_until=date(2025, 2, 8)))
    at = shanghai(date(2025, 2, 8))
    gate.at(at).when(swipe).then(replace(out, day=date(2025, 2, 8), at=at))
    over = Scenario(WATCH).given(year, notice).at(at).when(look)
    over.then(replace(ended, valid_until=date(2025, 2, 8)), replace(left, ends="notice", valid_until=date(2025, 2, 8)))


def test_now_means_that_today_is_the_last_day_where_the_terms_ask_for_no_notice():
    none = replace(card, terms=replace(MONTHLY, cancel_notice_days=0))
    notice = replace(given_early, last_day=date(2025, 1, 8), valid_until=date(2025, 1, 9))
    Scenario(NOTICE).at(january(8)).given(none).when(early).then(notice)


def test_the_last_charge_of_an_early_end_is_less_by_the_days_behind_it():
    """Of February's 28 days, 7 are left within the notice: 21 are taken off."""
    charge = Scenario(WATCH).given(card, agreed, given_early).at(END - timedelta(hours=24)).when(look)._decide()
    assert replace(due(), off_days=21, of_days=28) in charge


def test_days_rested_and_days_cut_off_are_both_taken_off():
    rules = replace(MONTHLY.freezing, hold="prorate")
    rest = CardFrozen(card_id=CARD, member_id=WEI, rest=days(10, 13), valid_until=date(2025, 2, 1), hold="prorate")
    resting = replace(card, terms=replace(MONTHLY, freezing=rules))
    history = (resting, agreed, rest, given_early)
    charge = Scenario(WATCH).given(*history).at(END - timedelta(hours=24)).when(look)._decide()
    assert replace(due(), off_days=3 * 28 + 21 * 31, of_days=31 * 28, off=(days(10, 13),)) in charge


def test_what_is_planned_behind_an_early_end_does_not_happen():
    rest = CardFrozen(card_id=CARD, member_id=WEI, rest=days(25, 27), valid_until=date(2025, 2, 3), lots=())
    booking = replace(held_on_term, day=date(2025, 1, 24))
    notice = replace(given_early, last_day=date(2025, 1, 22), valid_until=date(2025, 1, 23))
    fallen = FreezeEnded(card_id=CARD, member_id=WEI, rest=days(25, 27), rested_days=0, valid_until=date(2025, 1, 23))
    let_go = HoldWithdrawn(
        hold_id=BOOKING,
        session_id=SESSION,
        card_id=CARD,
        member_id=WEI,
        day=date(2025, 1, 24),
        reason=Reason.of(CardGivenUp(valid_until=date(2025, 1, 23))),
    )
    planned = Scenario(NOTICE).at(january(8)).given(short, rest, booking).when(early)
    events = planned._decide()
    assert events[0] == notice
    assert [replace(e, lots=()) if isinstance(e, FreezeEnded) else e for e in events[1:]] == [fallen, let_go]


def test_a_rest_that_fell_away_with_a_notice_comes_back_with_its_withdrawal():
    """A rest of 25 and 26 January, behind the early end on the 23rd: taken back in time, the card rests as agreed."""
    agreed_rest = CardFrozen(card_id=CARD, member_id=WEI, rest=days(25, 27), valid_until=date(2025, 2, 3))
    resting = Scenario(NOTICE).at(january(8)).given(short, agreed_rest)
    then = resting.given(*resting.when(early)._decide())
    assert NOTICE.fold(then.past).rests == ()
    withdrawn, again = then.when(stay)._decide()
    assert (type(withdrawn), again.rest, again.valid_until) == (NoticeWithdrawn, days(25, 27), date(2025, 2, 3))
    as_before: Card = NOTICE.fold([*then.past, withdrawn, again])
    assert (as_before.rests, as_before.valid.until) == ((days(25, 27),), date(2025, 2, 3))
    assert len(then.at(january(26)).when(stay)._decide()) == 1, "days that are over are not rested afterwards"
    bought = Scenario(PURCHASE).at(january(9)).given(published, *then.past).when(grant)._decide()
    assert [type(event) for event in bought] == [NoticeWithdrawn, CardFrozen, LotGranted]


def test_a_card_that_ended_early_is_over_for_good_and_what_is_paid_for_it_goes_back():
    year = replace(card, valid=replace(card.valid, until=date(2026, 1, 1)))
    gone = (year, replace(given_early, valid_until=date(2025, 2, 8)), replace(left, ends="notice"))
    late = Scenario(PURCHASE).given(published, *gone).when(grant)._decide()
    assert isinstance(late[0], LotNotGranted) and late[0].reason.code == "CardGivenUp"
    assert known_card(gone[-1]) == [NoteCard(card_id=CARD, over=True)]
    assert known_card(left) == []


def test_who_buys_more_on_a_card_that_ends_early_stays():
    year = replace(card, valid=replace(card.valid, until=date(2026, 1, 1)), terms=replace(MONTHLY, months=12))
    bought = Scenario(PURCHASE).given(published, year, replace(given_early, valid_until=date(2025, 2, 8))).when(grant)
    mind, lot = bought._decide()
    assert mind == replace(stays, by="purchase", valid_until=date(2026, 1, 1))
    assert isinstance(lot, LotGranted) and lot.valid_until == date(2026, 2, 1)


def test_the_charge_within_an_early_notice_leaves_it_standing():
    paid = replace(grant, order_id=due().order_id, lot_id=february.lot.lot_id)
    (lot,) = Scenario(PURCHASE).given(published, card, agreed, given_early, due()).when(paid)._decide()
    assert isinstance(lot, LotGranted) and lot.valid_until == date(2025, 2, 8)


def test_a_charge_under_way_for_days_behind_an_early_notice_buys_nothing_and_takes_no_notice_back():
    """Asked for on the last day but one, notice on the last, captured after it: the member is gone all the same."""
    today, none = date(2025, 1, 31), replace(card, terms=replace(MONTHLY, cancel_notice_days=0))
    at, paid = END - timedelta(hours=20), replace(grant, order_id=due().order_id, lot_id=february.lot.lot_id)
    gone = Scenario(NOTICE).at(at).given(none, agreed, due()).when(early)._decide()
    assert gone[0] == replace(given_early, day=today, last_day=today, order_id=due().order_id)
    (late,) = Scenario(PURCHASE).given(published, none, agreed, due(), *gone).when(paid)._decide()
    assert isinstance(late, LotNotGranted) and late.reason.code == "CardGivenUp"


# --- what is refused ---


def test_a_notice_is_refused_where_it_changes_nothing_or_the_card_is_not_in_its_days():
    Scenario(NOTICE).when(leave).refuses(CardNotIssued)
    member.when(replace(leave, member_id=ADA)).refuses(CardOfAnotherMember)
    Scenario(NOTICE).at(january(8)).given(card).when(leave).refuses(EndsAnyway, valid_until="2025-02-01")
    Scenario(NOTICE).at(january(8)).given(card).when(early).refuses(EndsAnyway)
    Scenario(NOTICE).at(january(8)).given(month_card, agreed).when(early).refuses(EarlyEndNotOffered)
    member.at(END).when(leave).refuses(CardExpired)
    member.at(datetime(2024, 12, 30, tzinfo=UTC)).when(leave).refuses(CardNotYetValid)
    refunded = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    member.given(refunded).when(leave).refuses(CardCancelled)
    member.given(given).when(early).refuses(NoticeGivenAlready, ends="paid_time", last_day="2025-02-07")


def test_the_same_notice_again_changes_nothing():
    member.given(given).at(january(9)).when(leave).then()


def test_where_notice_is_needed_the_consent_to_renew_is_not_withdrawn_from_one_day_to_the_next():
    Scenario(AUTO_RENEWAL).at(january(8)).given(card, agreed).when(withdraw).refuses(NoticeNeeded, days=30)
    over = Scenario(AUTO_RENEWAL).at(END).given(card, agreed, due()).when(withdraw)
    over.then(replace(no_more, order_id=due().order_id))
    other = replace(agree, most=yuan(20_000))
    Scenario(AUTO_RENEWAL).at(january(8)).given(card, agreed, given).when(other).refuses(NoticeStands)


def test_what_would_outlast_the_notice_is_refused():
    lasting = (card, agreed, given_early)
    gift = GiveDays(card_id=CARD, member_id=WEI, gift_id=BOOKING, days=3, cause="other", reason="sorry")
    Scenario(APPLYING).given(*lasting).when(gift).refuses(NoticeStands, last_day="2025-02-07")
    Scenario(APPLYING).given(*lasting, replace(left, ends="notice")).when(gift).refuses(CardGivenUp)
    other = replace(published, product_id=ORDER)
    change = QuoteChange(card_id=CARD, member_id=WEI, product_id=ORDER)
    Scenario(CHANGE).at(january(8)).given(other, *lasting).when(change).refuses(NoticeStands)
    to_ada = RequestTransfer(card_id=CARD, member_id=WEI, application_id=BOOKING, to_member_id=ADA, reason="x")
    Scenario(APPLYING).at(january(8)).given(card, agreed, given).when(to_ada).refuses(NoticeStands)


# --- staying ---


def test_a_notice_is_withdrawn_before_the_card_ends_and_it_renews_as_before():
    back = member.given(given).when(stay).then(stays)
    back.when(stay).then()
    watched = Scenario(WATCH).given(card, agreed, given, stays).at(END - timedelta(hours=24)).when(look)
    assert due() in watched._decide()


def test_a_charge_that_a_notice_stopped_is_due_again_when_it_is_withdrawn():
    none = replace(card, terms=replace(MONTHLY, cancel_notice_days=0))
    today = date(2025, 1, 31)
    stopped = replace(given, day=today, last_day=today, order_id=due().order_id)
    at = END - timedelta(hours=10)
    again = Scenario(WATCH).given(none, agreed, due(), stopped, stays).at(at).when(look)._decide()
    assert due() in again


def test_an_early_end_is_taken_back_with_its_days():
    year = replace(card, valid=replace(card.valid, until=date(2026, 1, 1)))
    notice = replace(given_early, valid_until=date(2025, 2, 8))
    Scenario(NOTICE).given(year, notice).when(stay).then(replace(stays, valid_until=date(2026, 1, 1)))
    Scenario(NOTICE).given(year, notice, replace(left, ends="notice")).when(stay).refuses(NoticeOver)


def test_the_clock_looks_at_the_card_anew_when_a_notice_comes_goes_or_a_renewal_lapses():
    at = january(8)
    recorded = Recorded(1, f"card-{CARD}", 1, "e", "x", 1, b"{}", at, at, Meta("a", (), "c"))
    lapsed = AutoRenewalLapsed(card_id=CARD, member_id=WEI, period=MARCH)
    for event in (given, stays, lapsed):
        assert timers(event, recorded) == [SetTimer(f"watch {CARD}", at, look)]
