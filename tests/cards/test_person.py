"""Two records that are one person: the survivor acts on the cards of both, until they are apart again."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.answers.worth import REFUND_VALUE
from services.cards.lots.holds import HOLDS
from services.cards.people.person import PERSON
from services.cards.reactions import react
from services.cards.rest.freeze import FREEZE
from services.cards.sale.applying import APPLYING
from shared.contracts import Event, catalogue
from shared.contracts.cards import (
    ApplicationDeclined,
    CardFrozen,
    CardOfAnotherMember,
    FreezeCard,
    NotePerson,
    PersonNoted,
    RefundValue,
    TransferToSelf,
    VisitHeld,
)
from shared.contracts.members import MemberMerged, MemberNotRegistered, MemberPending, MemberRegistered
from shared.contracts.samples import sample
from tests.cards.examples import ADA, CARD, WEI, days, ending, hold, january, month_card
from tests.cards.test_answers import NOW, told
from tests.cards.test_applications import MANAGER, ada_signed, approve, in_force, pass_on, passing
from tests.scenario import Scenario

took_in = PersonNoted(member_id=ADA, heard="took_in", other_id=WEI)
merged = PersonNoted(member_id=WEI, heard="merged", other_id=ADA)
let_go = PersonNoted(member_id=ADA, heard="let_go", other_id=WEI)
hers = FreezeCard(card_id=CARD, member_id=ADA, rest=days(12, 22))
frozen = CardFrozen(**vars(hers), valid_until=date(2025, 2, 11), lots=ending(date(2025, 2, 11)))
of_wei = Scenario(FREEZE).at(january(8)).given(month_card)
applying = Scenario(APPLYING).at(january(8)).given(month_card)


def test_the_survivor_acts_on_the_cards_of_the_merged_record():
    of_wei.when(hers).refuses(CardOfAnotherMember)
    of_wei.given(took_in).when(hers).then(frozen)


def test_once_apart_the_card_is_only_its_first_owners():
    of_wei.given(took_in, let_go).when(hers).refuses(CardOfAnotherMember)
    of_wei.given(took_in, let_go).when(replace(hers, member_id=WEI)).then(replace(frozen, member_id=WEI))


def test_a_card_of_the_merged_record_pays_what_the_survivor_books_and_the_reverse():
    booked = Scenario(HOLDS).at(january(8)).given(month_card, took_in).when(replace(hold, member_id=ADA))
    (held,) = booked._decide()
    assert isinstance(held, VisitHeld) and held.member_id == ADA
    of_ada = Scenario(HOLDS).at(january(8)).given(replace(month_card, member_id=ADA), merged)
    (held,) = of_ada.when(hold)._decide()
    assert isinstance(held, VisitHeld)


def test_a_card_does_not_pass_on_from_a_person_to_the_same_person():
    applying.given(merged, took_in).when(pass_on).refuses(TransferToSelf)
    back = replace(pass_on, member_id=ADA, to_member_id=WEI)
    applying.given(merged, took_in).when(back).refuses(MemberMerged, survivor_id=ADA)


@pytest.mark.parametrize(
    ("heard", "no"), [("pending", MemberPending), ("rejected", MemberNotRegistered), ("erased", MemberNotRegistered)]
)
def test_a_card_passes_on_to_who_is_a_member_only(heard, no):
    applying.given(PersonNoted(member_id=ADA, heard=heard)).when(pass_on).refuses(no)


def test_who_was_erased_meanwhile_gets_no_card():
    erased = PersonNoted(member_id=ADA, heard="erased")
    (answer,) = applying.given(in_force, ada_signed, passing, erased).by(MANAGER).when(approve)._decide()
    assert isinstance(answer, ApplicationDeclined) and ADA in answer.reason


def test_what_a_card_was_worth_before_the_merge_the_survivor_may_know():
    past = told(month_card, took_in)
    question = RefundValue(card_id=CARD, member_id=ADA, at=past[0].recorded.happened_at)
    assert list(REFUND_VALUE.rows(question, past, NOW))


def test_news_of_a_person_is_kept_once():
    person = Scenario(PERSON)
    merge = NotePerson(member_id=WEI, heard="merged", other_id=ADA)
    person.when(merge).then(merged).when(NotePerson(member_id=WEI, heard="apart", other_id=ADA)).then(
        PersonNoted(member_id=WEI, heard="apart", other_id=ADA)
    )
    person.when(NotePerson(member_id=WEI, heard="active")).then()


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("RegistrationSubmitted", "pending"),
        ("RegistrationRejected", "rejected"),
        ("ImportWithdrawn", "rejected"),
        ("MemberErased", "erased"),
        ("MembersMerged", "merged"),
        ("MergeUndone", "apart"),
        ("MemberAbsorbed", "took_in"),
        ("MemberSeparated", "let_go"),
    ],
)
def test_what_members_says_of_a_person_is_noted(name: str, heard: str):
    event = catalogue.of("members", Event)[name]
    (noted,) = react(sample(event), None)
    assert isinstance(noted, NotePerson) and noted.heard == heard


def test_a_registration_is_news_only_after_a_review():
    assert react(replace(sample(MemberRegistered), approved_by=None), None) == []
    (noted,) = react(replace(sample(MemberRegistered), approved_by="manager"), None)
    assert noted.heard == "active"
