"""Days that are given or applied for, and cards that pass on: two people agree, or a week goes by."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.cards.card import Card
from services.cards.gate.gate import GATE
from services.cards.gate.waivers import WAIVERS, heard_of_contracts
from services.cards.sale.applying import APPLYING
from shared.contracts import STAFF, Actor, DayRange, Money
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationLapsed,
    ApplicationOver,
    ApplicationRepeated,
    ApplicationUnknown,
    ApproveApplication,
    AutoRenewalAgreed,
    AutoRenewalWithdrawn,
    CardCancelled,
    CardCancelledAfterRefund,
    CardExpired,
    CardFrozenNow,
    CardLost,
    CardNotIssued,
    CardOfAnotherMember,
    CardReportedLost,
    CardTransferred,
    CardWithoutEnd,
    ContractNoted,
    ContractNotPublished,
    ContractSignatureNoted,
    DaysGiven,
    DaysOutOfRange,
    DeclineApplication,
    ExtensionRequested,
    GiveDays,
    LapseApplication,
    LotDays,
    MinorCannotTransfer,
    NotOfThePartner,
    NotSigned,
    NotTransferable,
    OwnApplication,
    PartnerOfHolderNoted,
    PersonNoted,
    RequestExtension,
    RequestTransfer,
    TransferRequested,
    TransferTooEarly,
    TransferToSelf,
    VisitsSetAside,
    WardNoted,
)
from shared.contracts.members import DocumentPublished, DocumentSigned
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.log import Meta, Recorded
from tests.cards.examples import (
    ADA,
    CARD,
    MONTH,
    ORDER,
    PUDONG,
    WEI,
    days,
    gate_opened,
    granted,
    held_on_term,
    january,
    month_card,
    swipe,
    value_card,
    visit_card,
)
from tests.cards.test_freeze_card import frozen
from tests.cards.test_grant_lot import granted as lot
from tests.scenario import CLERK, Scenario

GIFT = "00000000-0000-4000-8000-0000000000b7"
ASKED = "00000000-0000-4000-8000-0000000000b8"
MANAGER = Actor(id="22222222-2222-4222-8222-222222222222", roles=STAFF)
give = GiveDays(card_id=CARD, member_id=WEI, gift_id=GIFT, days=7, cause="closure", reason="pool closed")
given_days = DaysGiven(**vars(give), valid_until=date(2025, 2, 8))
free_week = lot(
    date(2025, 2, 1),
    date(2025, 2, 8),
    kind="gift",
    lot_id=derived_id("gift", GIFT),
    order_id=None,
    price=Money(0, "CNY"),
    terms=replace(MONTH, months=0, days=7, freeze_days=0),
)
card = Scenario(APPLYING).at(january(8)).given(month_card)


def test_days_given_to_a_term_are_a_lot_of_their_own_at_price_zero():
    card.when(give).then(free_week, given_days)


def test_a_gift_is_given_once():
    card.given(free_week, given_days).when(give).then()


def test_days_given_to_visits_let_them_end_later():
    later = LotDays(lot_id=CARD, valid=DayRange(date(2025, 1, 1), date(2025, 2, 8)))
    pack = Scenario(APPLYING).at(january(8)).given(visit_card)
    done = pack.when(give).then(replace(given_days, lots=(later,)))
    folded: Card = APPLYING.fold(done.past)
    assert folded.lots[CARD].base == folded.lots[CARD].valid == later.valid


def test_what_has_no_end_is_given_no_days():
    Scenario(APPLYING).given(value_card).when(give).refuses(CardWithoutEnd, card_id=CARD)


@pytest.mark.parametrize("asked", [0, -1, 367])
def test_from_a_day_to_a_year_is_given_at_once(asked):
    card.when(replace(give, days=asked)).refuses(DaysOutOfRange, asked=asked)


def test_days_are_given_to_a_members_own_card_that_holds():
    card.when(replace(give, member_id=ADA)).refuses(CardOfAnotherMember)
    Scenario(APPLYING).when(give).refuses(CardNotIssued)
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    card.given(over).when(give).refuses(CardCancelled)


# --- extensions ---

ask = RequestExtension(
    card_id=CARD, member_id=WEI, application_id=ASKED, days=7, cause="referral", reason="brought a friend"
)
asked = ExtensionRequested(**vars(ask), asked_by=CLERK.id, lapses_at=january(15))
approve = ApproveApplication(card_id=CARD, application_id=ASKED)
approved = ApplicationApproved(card_id=CARD, application_id=ASKED, approved_by=MANAGER.id)
decline = DeclineApplication(card_id=CARD, application_id=ASKED, reason="no friend came")
declined = ApplicationDeclined(**vars(decline))
lapse = LapseApplication(card_id=CARD, application_id=ASKED)
lapsed = ApplicationLapsed(**vars(lapse))
waiting = card.given(asked)


def test_days_are_applied_for():
    card.when(ask).then(asked)


def test_another_pair_of_eyes_approves_and_the_days_are_given():
    week = replace(free_week, lot=replace(free_week.lot, lot_id=derived_id("gift", ASKED)))
    extended = DaysGiven(
        card_id=CARD,
        member_id=WEI,
        gift_id=ASKED,
        days=7,
        cause="referral",
        reason="brought a friend",
        valid_until=date(2025, 2, 8),
    )
    done = waiting.by(MANAGER).when(approve).then(approved, week, extended)
    done.when(approve).then()
    done.when(decline).refuses(ApplicationOver, status_now="approved")


def test_who_asked_does_not_approve():
    waiting.when(approve).refuses(OwnApplication, application_id=ASKED)


def test_an_application_is_declined_with_its_reason():
    done = waiting.when(decline).then(declined)
    done.by(MANAGER).when(approve).refuses(ApplicationOver, status_now="declined")


def test_without_an_answer_within_a_week_it_lapses():
    waiting.at(january(14)).when(lapse).then()
    done = waiting.at(january(15)).when(lapse).then(lapsed)
    done.when(lapse).then()
    done.by(MANAGER).when(approve).refuses(ApplicationOver, status_now="lapsed")


def test_the_same_application_again_changes_nothing_and_another_under_its_id_is_refused():
    waiting.at(january(9)).when(ask).then()
    waiting.when(replace(ask, days=8)).refuses(ApplicationRepeated, application_id=ASKED)


def test_what_was_never_asked_for_is_not_answered():
    card.when(approve).refuses(ApplicationUnknown)
    card.when(decline).refuses(ApplicationUnknown)
    card.when(lapse).then()
    Scenario(APPLYING).when(approve).refuses(CardNotIssued)


def test_what_became_impossible_meanwhile_is_declined_with_the_reason():
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    waiting.given(over).by(MANAGER).when(approve).then(replace(declined, reason="This card was cancelled. 此卡已退。"))


@pytest.mark.parametrize("no", [replace(ask, days=0), replace(ask, days=400)])
def test_an_application_is_checked_when_it_is_made(no):
    card.when(no).refuses(DaysOutOfRange)


# --- transfers ---

pass_on = RequestTransfer(
    card_id=CARD,
    member_id=WEI,
    application_id=ASKED,
    to_member_id=ADA,
    reason="moved to London",
)
passing = TransferRequested(**vars(pass_on), contract="2025-01", asked_by=CLERK.id, lapses_at=january(15))
transferred = CardTransferred(card_id=CARD, member_id=WEI, to_member_id=ADA, application_id=ASKED, contract="2025-01")
in_force = ContractNoted(scope="chain", number=1, edition="2025-01", from_day=date(2024, 12, 1), sign_again_from=None)
ada_signed = ContractSignatureNoted(member_id=ADA, scope="chain", number=1, stands=True, signed_at=january(7))
signed = card.given(in_force, ada_signed)


def test_a_card_passes_to_another_member_once_somebody_else_approves():
    requested = signed.when(pass_on).then(passing)
    requested.by(MANAGER).when(approve).then(approved, transferred)


def test_the_consent_of_the_first_member_to_be_charged_ends_with_it():
    most = Money(30_000, "CNY")
    agreed = AutoRenewalAgreed(card_id=CARD, member_id=WEI, most=most)
    no_more = AutoRenewalWithdrawn(card_id=CARD, member_id=WEI)
    done = signed.given(agreed, passing).by(MANAGER).when(approve).then(approved, no_more, transferred)
    folded: Card = APPLYING.fold(done.past)
    assert (folded.holder, folded.renewing) == (ADA, None)


def test_afterwards_the_card_is_the_other_members():
    done = card.given(passing, approved, transferred)
    done.when(give).refuses(CardOfAnotherMember)
    folded: Card = APPLYING.fold(done.past)
    assert (folded.holder, folded.issued.member_id) == (ADA, WEI)
    gate = Scenario(GATE).at(january(8)).given(gate_opened, month_card, passing, approved, transferred)
    gate.when(swipe).then(replace(granted, member_id=ADA))


@pytest.mark.parametrize(
    ("past", "no"),
    [
        ([CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)], CardCancelled),
        ([CardReportedLost(card_id=CARD, member_id=WEI, at=january(7))], CardLost),
        ([frozen(days(7, 17), date(2025, 2, 11))], CardFrozenNow),
        ([held_on_term], VisitsSetAside),
    ],
)
def test_only_an_active_card_passes_on(past, no):
    card.given(*past).when(pass_on).refuses(no)


def test_a_card_that_is_over_is_not_passed_on():
    card.at(january(8) + timedelta(days=40)).when(pass_on).refuses(CardExpired)


def test_a_card_passes_to_somebody_else():
    signed.when(replace(pass_on, to_member_id=WEI)).refuses(TransferToSelf)


# --- by members' own word ---

wei_is_a_child = PersonNoted(member_id=WEI, heard="minor")
ada_is_a_child = PersonNoted(member_id=ADA, heard="minor")


def test_the_new_member_has_signed_the_contract_in_force_not_long_before():
    card.when(pass_on).refuses(ContractNotPublished, venue_id=PUDONG)
    card.given(in_force).when(pass_on).refuses(NotSigned, edition="2025-01", days=30)
    long_ago = replace(ada_signed, signed_at=january(8) - timedelta(days=31))
    card.given(in_force, long_ago).when(pass_on).refuses(NotSigned)
    card.given(in_force, replace(long_ago, signed_at=january(8) - timedelta(days=30))).when(pass_on).then(passing)
    card.given(in_force, long_ago, ada_signed).when(pass_on).then(passing)


def test_a_signature_that_ended_or_is_somebody_elses_is_none():
    card.given(in_force, ada_signed, replace(ada_signed, stands=False)).when(pass_on).refuses(NotSigned)
    card.given(in_force, replace(ada_signed, member_id=WEI)).when(pass_on).refuses(NotSigned)


def test_who_signed_under_another_record_of_the_same_person_has_signed():
    merged = PersonNoted(member_id=ADA, heard="took_in", other_id=ORDER)
    card.given(in_force, merged, replace(ada_signed, member_id=ORDER)).when(pass_on).then(passing)


def test_the_edition_is_that_of_the_venue_that_sold_the_card_and_of_the_day():
    own = replace(in_force, scope=PUDONG, edition="P-2")
    signed.given(own).when(pass_on).refuses(NotSigned, edition="P-2")
    mine = replace(ada_signed, scope=PUDONG)
    signed.given(own, mine).when(pass_on).then(replace(passing, contract="P-2"))
    newer = replace(in_force, number=2, edition="2025-02", from_day=date(2025, 1, 9))
    signed.given(newer).when(pass_on).then(passing)
    signed.given(replace(newer, from_day=date(2025, 1, 8))).when(pass_on).refuses(NotSigned, edition="2025-02")


def test_neither_side_is_a_child_by_what_members_says():
    signed.given(wei_is_a_child).when(pass_on).refuses(MinorCannotTransfer)
    card.given(in_force, ada_is_a_child).when(pass_on).refuses(MinorCannotTransfer)
    signed.given(wei_is_a_child, replace(wei_is_a_child, heard="of_age")).when(pass_on).then(passing)


def test_who_signed_in_their_own_hand_is_of_age_whatever_was_heard_of_a_guardian():
    signed.given(ada_is_a_child).when(pass_on).then(passing)
    own_hand = replace(ada_signed, member_id=WEI, signed_at=january(1))
    signed.given(wei_is_a_child, own_hand).when(pass_on).then(passing)


def test_a_guardian_does_not_pass_on_a_childs_card():
    guards = WardNoted(member_id=ORDER, child_id=WEI, guards=True)
    of_child = signed.given(wei_is_a_child, guards).when(replace(pass_on, member_id=ORDER))
    of_child.refuses(MinorCannotTransfer)


def test_a_signature_declared_void_before_the_answer_declines_the_transfer():
    void = replace(ada_signed, stands=False)
    (answer,) = signed.given(passing, void).by(MANAGER).when(approve)._decide()
    assert isinstance(answer, ApplicationDeclined) and "2025-01" in answer.reason


def test_the_signature_was_fresh_when_it_was_asked_for_and_need_not_be_when_it_is_answered():
    old = replace(ada_signed, signed_at=january(8) - timedelta(days=29))
    late = card.given(in_force, old, passing).at(january(14)).by(MANAGER)
    late.when(approve).then(approved, transferred)


def sent(day: int) -> Envelope:
    """What an event of that day comes in."""
    at = january(day)
    recorded = Recorded(1, "signatures-x", 1, "e", "DocumentSigned", 1, b"{}", at, at, Meta("a", (), "c"))
    return Envelope.of("members", recorded, 0)


def test_cards_hears_of_contracts_signatures_and_children_from_members():
    document = DocumentPublished(
        scope="chain",
        venue_id=None,
        zone="UTC",
        kind="membership_contract",
        number=1,
        edition="2025-01",
        from_day=date(2024, 12, 1),
        sign_again_from=None,
        remind_from=None,
        text="x",
        text_zh="x",
    )
    (note,) = heard_of_contracts(document, sent(7))
    Scenario(WAIVERS).when(note).then(in_force)
    hand = DocumentSigned(
        member_id=ADA,
        kind="membership_contract",
        scope="chain",
        venue_id=PUDONG,
        number=1,
        edition="2025-01",
        signed_by=ADA,
        witnessed_by=None,
        signature="Ada",
        network_address=None,
    )
    (by_hand,) = heard_of_contracts(hand, sent(7))
    heard = Scenario(WAIVERS).when(by_hand).then(ada_signed)
    heard.when(by_hand).then()
    (by_guardian,) = heard_of_contracts(replace(hand, signed_by=WEI), sent(7))
    Scenario(WAIVERS).when(by_guardian).then()
    (again,) = heard_of_contracts(hand, sent(9))
    heard.when(again).then(replace(ada_signed, signed_at=january(9)))
    assert heard_of_contracts(replace(document, kind="waiver"), sent(7)) == []


@pytest.mark.parametrize("terms", [replace(MONTH, transfer_after_days=None), replace(MONTH, trial=True)])
def test_a_product_may_keep_its_cards_with_their_first_member(terms):
    Scenario(APPLYING).at(january(8)).given(replace(month_card, terms=terms)).when(pass_on).refuses(NotTransferable)


def test_a_young_card_stays():
    young = replace(month_card, terms=replace(MONTH, transfer_after_days=10))
    Scenario(APPLYING).at(january(8)).given(young).when(pass_on).refuses(TransferTooEarly, earliest="2025-01-11")


def test_a_card_that_was_lost_meanwhile_does_not_pass_on():
    lost = CardReportedLost(card_id=CARD, member_id=WEI, at=january(8))
    (answer,) = signed.given(passing, lost).by(MANAGER).when(approve)._decide()
    assert isinstance(answer, ApplicationDeclined) and "lost" in answer.reason


def test_a_pack_passes_on_with_all_that_is_left():
    pack = Scenario(APPLYING).at(january(8)).given(visit_card, in_force, ada_signed).when(pass_on).then(passing)
    done = pack.by(MANAGER).when(approve).then(approved, transferred)
    folded: Card = APPLYING.fold(done.past)
    assert (folded.holder, folded.lots[CARD].left) == (ADA, 10)


def test_a_partners_card_passes_to_a_partners_people_only():
    """A company's card goes from one of its people to another; who left, or is about to, does not get it."""
    company = replace(month_card, terms=replace(MONTH, corporate=True))
    of_company = Scenario(APPLYING).at(january(8)).given(company, in_force, ada_signed)
    of_company.when(pass_on).refuses(NotOfThePartner, member_id=ADA)
    joined = PartnerOfHolderNoted(member_id=ADA, agreement_id=ORDER, until=None, to_any=None, card_ids=())
    of_company.given(joined).when(pass_on).then(passing)
    left = replace(joined, until=date(2025, 1, 20), to_any=date(2025, 1, 20))
    of_company.given(joined, left).when(pass_on).refuses(NotOfThePartner)
    approve = ApproveApplication(card_id=CARD, application_id=pass_on.application_id)
    (declined,) = of_company.given(joined, passing, left).by(MANAGER).when(approve)._decide()
    assert isinstance(declined, ApplicationDeclined)
