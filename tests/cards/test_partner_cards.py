"""Cards of a partner's people that end with the employment: cut short, given back to who is back, bookings let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.cards.blocks.holder import HOLDER
from services.cards.evolve import evolve
from services.cards.gate.gate import GATE
from services.cards.lots.lots import issued_lot
from services.cards.people.partner import PARTNER_CARDS
from services.cards.reactions import react
from services.cards.rest.freeze import FREEZE
from services.cards.sale.figures import check
from services.cards.sale.onto import days_on
from services.finance.reactions import react as finance
from shared.contracts import DayRange, Reason
from shared.contracts.cards import (
    CardCutShort,
    CardExpired,
    EntryRefused,
    FreezeCard,
    HolderNoted,
    HoldWithdrawn,
    LotDays,
    LotGranted,
    MemberCards,
    NotePartnerOfHolder,
    PartnerCardOver,
    PartnerOfHolderNoted,
    ProductTermsDisagree,
    TellPartner,
)
from shared.contracts.members import PartnerJoined, PartnerLeft
from tests.cards.desk import publish
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    MONTH,
    SESSION,
    WEI,
    days,
    gate_opened,
    held_on_term,
    issue,
    january,
    month_card,
    swipe,
)
from tests.scenario import Scenario
from tests.standing import Standing

ACME = "00000000-0000-4000-8000-0000000000ac"
OTHER = "00000000-0000-4000-8000-0000000000ad"
PACK = "00000000-0000-4000-8000-0000000000b9"
CORPORATE = replace(MONTH, corporate=True, partner_end="ends")
corporate = replace(month_card, terms=CORPORATE)
TENTH, FEBRUARY = date(2025, 1, 10), date(2025, 2, 1)
tell = TellPartner(card_id=CARD, member_id=WEI, until=TENTH)


def lot(until: date) -> LotDays:
    return LotDays(lot_id=CARD, valid=DayRange(date(2025, 1, 1), until))


cut = CardCutShort(
    card_id=CARD, member_id=WEI, until=TENTH, stops_on=TENTH, cut=(CARD,), lots=(lot(TENTH),), valid_until=TENTH
)
card = Scenario(PARTNER_CARDS).at(january(5))


def test_a_card_ends_with_the_employment_where_its_terms_say_so():
    card.given(corporate).when(tell).then(cut)
    card.given(month_card).when(tell).then()
    card.given(replace(corporate, terms=replace(CORPORATE, partner_end="goes_on"))).when(tell).then()
    card.given(corporate).when(replace(tell, member_id=ADA)).then()


def test_news_that_comes_late_cuts_no_day_of_the_past():
    late = replace(tell, until=date(2025, 1, 2))
    fifth = date(2025, 1, 5)
    told = replace(cut, until=date(2025, 1, 2), stops_on=fifth, lots=(lot(fifth),), valid_until=fifth)
    card.given(corporate).when(late).then(told)
    card.at(january(20)).given(corporate, told).when(late).then()


def test_who_is_back_with_a_partner_has_the_rest_of_the_card_again():
    back = replace(tell, until=None)
    again = CardCutShort(
        card_id=CARD, member_id=WEI, until=None, stops_on=None, cut=(CARD,), lots=(lot(FEBRUARY),), valid_until=FEBRUARY
    )
    card.given(corporate, cut).when(back).then(again)
    card.given(corporate).when(back).then()


def test_the_gate_and_a_freeze_know_the_new_end():
    no = Reason.of(PartnerCardOver(until=TENTH))
    told = Scenario(GATE).given(gate_opened, corporate, cut).at(january(10)).when(swipe)
    (refused,) = told._decide()
    assert isinstance(refused, EntryRefused) and refused.reason == no
    without = Scenario(GATE).given(gate_opened, corporate).at(january(31, 20)).when(swipe)
    assert without._decide()[0].reason == Reason.of(CardExpired(valid_until=FEBRUARY))
    rest = FreezeCard(card_id=CARD, member_id=WEI, rest=days(6, 8))
    (frozen,) = Scenario(FREEZE).given(corporate, cut).at(january(5)).when(rest)._decide()
    assert frozen.valid_until == TENTH, "a rest does not move the card beyond the employment"


def test_what_is_bought_on_a_card_that_was_cut_begins_where_it_ends_now():
    """A company year of 2026-11-25 is cut on its first day; a year bought then begins on it, not in 2027."""
    first = date(2026, 11, 25)
    sold = replace(corporate, terms=replace(CORPORATE, months=12), valid=DayRange(first, date(2027, 11, 25)))
    gone = replace(
        cut,
        until=first,
        stops_on=first,
        lots=(LotDays(lot_id=CARD, valid=DayRange(first, first)),),
        valid_until=first,
    )
    card = PARTNER_CARDS.fold([sold, gone])
    own = replace(MONTH, months=12)
    assert days_on(card, own, first) == DayRange(first, date(2027, 11, 25))
    assert days_on(card, own, date(2026, 12, 1)) == DayRange(date(2026, 12, 1), date(2027, 12, 1))
    later = PARTNER_CARDS.fold([corporate, cut])
    assert days_on(later, own, date(2025, 1, 5)) == DayRange(TENTH, date(2026, 1, 10))
    lot = replace(issued_lot(month_card), lot_id=PACK, valid=days_on(later, MONTH, date(2025, 1, 5)))
    again = evolve(later, LotGranted(card_id=CARD, member_id=WEI, lot=lot, valid_until=date(2025, 2, 10)))
    assert days_on(again, MONTH, date(2025, 1, 5)) == DayRange(date(2025, 2, 10), date(2025, 3, 10))


def test_bookings_that_nothing_pays_any_more_are_let_go():
    later = replace(held_on_term, day=date(2025, 1, 20))
    gone = HoldWithdrawn(
        hold_id=BOOKING,
        session_id=SESSION,
        card_id=CARD,
        member_id=WEI,
        day=later.day,
        reason=Reason.of(PartnerCardOver(until=TENTH)),
    )
    card.given(corporate, later).when(tell).then(cut, gone)
    own = replace(issued_lot(month_card), lot_id=PACK)
    bought = LotGranted(card_id=CARD, member_id=WEI, lot=own, valid_until=FEBRUARY)
    card.given(corporate, bought, later).when(tell).then(replace(cut, valid_until=FEBRUARY))


holder = Scenario(HOLDER).given(HolderNoted(member_id=WEI, card_id=CARD, holds=True, debt=None))
note = NotePartnerOfHolder(member_id=WEI, agreement_id=ACME, until=TENTH)
noted = PartnerOfHolderNoted(**vars(note), to_any=TENTH, card_ids=(CARD,))


def test_the_end_of_an_employment_finds_every_card_of_the_member():
    holder.when(note).then(noted)
    assert list(react(noted, None)) == [tell]
    joined = replace(noted, until=None, to_any=None)
    holder.given(noted).when(replace(note, until=None)).then(joined)


def test_who_still_belongs_to_another_partner_keeps_the_card():
    other = replace(noted, agreement_id=OTHER, until=None, to_any=None)
    holder.given(other).when(note).then(replace(noted, to_any=None))
    holder.given(replace(other, until=FEBRUARY, to_any=FEBRUARY)).when(note).then(replace(noted, to_any=FEBRUARY))


def test_cards_hears_from_members_who_joins_and_leaves_a_partner_and_finance_the_new_end():
    who = {"agreement_id": ACME, "member_id": WEI}
    assert list(react(PartnerLeft(**who, from_day=TENTH, because="left"), None)) == [note]
    joined = PartnerJoined(**who, by="code", sign="x", from_day=TENTH)
    assert list(react(joined, None)) == [replace(note, until=None)]
    known = {type(wish).__name__: wish for wish in finance(cut, None)}
    assert known["NoteCard"].valid_until == TENTH
    assert known["NotePaidDays"].lots == cut.lots


def test_only_a_partners_card_ends_with_an_employment():
    check(CORPORATE)
    with pytest.raises(ProductTermsDisagree):
        check(replace(MONTH, partner_end="ends"))


def test_the_desk_sees_the_new_end(cards: Standing) -> None:
    partners = "00000000-0000-4000-8000-0000000000c8"
    cards.give(publish(partners, CORPORATE))
    cards.give(replace(issue, card_id=partners, product_id=partners))
    assert cards.give(replace(tell, card_id=partners)) is None
    rows = {row["card_id"]: row["valid"]["until"] for row in cards.ask(MemberCards(member_id=WEI))}
    assert rows[partners] == "2025-01-10"
    before = cards.rows()
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before
