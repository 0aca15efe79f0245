from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.members.proof import LASTS, PROOF, Proof, code_of, use
from shared.contracts.members import (
    CheckCode,
    CodeCounted,
    CodeMade,
    CodeWrong,
    ContactNotProven,
    ContactProven,
    ForgetProof,
    NothingToProve,
    ProofForgotten,
    SendCode,
    TooManyCodes,
)
from shared.decider import plain_digest
from tests.members.examples import PHONE
from tests.scenario import NOON, Scenario

ID = "00000000-0000-4000-8000-00000000c0de"
proof = Scenario(PROOF)
send = SendCode(proof_id=ID, phone=PHONE, network_address="192.0.2.7")
index, sender = plain_digest(PHONE), plain_digest("address|192.0.2.7")
made = CodeMade(proof_id=ID, contact_index=index, phone=PHONE, email=None, expires_at=NOON + LASTS)
asked = (CodeCounted(index=index, asked_at=NOON), CodeCounted(index=sender, asked_at=NOON))
code = code_of(ID, plain_digest)
wrong = f"{(int(code) + 1) % 10**6:06d}"


def check(text):
    return CheckCode(proof_id=ID, code=text)


def test_a_code_is_made_for_a_phone_and_stands_nowhere():
    made_now = proof.given().when(send).then(made, *asked)
    assert not any(code in str(event.wire()) for event in made_now.past)


def test_the_same_wish_again_makes_no_second_code():
    proof.given(made, *asked).when(send).then()


@pytest.mark.parametrize("contact", [{"phone": None}, {"email": "wei@example.com"}])
def test_a_code_goes_to_one_contact(contact):
    proof.given().when(replace(send, **contact)).refuses(NothingToProve)


def test_a_phone_is_asked_five_times_an_hour_and_again_when_the_first_is_an_hour_old():
    often = [CodeCounted(index=index, asked_at=NOON - timedelta(minutes=m)) for m in (59, 40, 30, 20, 10)]
    full = proof.given(*often).when(send)
    full.refuses(TooManyCodes, again_at="2025-03-01T12:01:00Z")
    proof.given(*often[1:]).when(send).then(made, *asked)


def test_one_address_asks_twenty_times_an_hour():
    often = [CodeCounted(index=sender, asked_at=NOON)] * 20
    proof.given(*often).when(send).refuses(TooManyCodes, again_at="2025-03-01T13:00:00Z")


def test_the_right_code_proves_the_contact_once():
    proven = proof.given(made).when(check(code)).then(ContactProven(proof_id=ID))
    proven.when(check(wrong)).then()


def test_a_wrong_code_is_counted_and_after_five_even_the_right_one_is_refused():
    tried = proof.given(made)
    for _ in range(5):
        tried = tried.when(check(wrong)).then(CodeWrong(proof_id=ID))
    tried.when(check(code)).refuses(ContactNotProven)


def test_a_code_is_good_for_ten_minutes():
    proof.given(made).at(NOON + LASTS).when(check(code)).then(ContactProven(proof_id=ID))
    proof.given(made).at(NOON + LASTS + timedelta(seconds=1)).when(check(code)).refuses(ContactNotProven)


def test_a_code_nobody_asked_for_proves_nothing():
    proof.given().when(check(code)).refuses(ContactNotProven)


def test_the_clock_destroys_the_contact_and_a_code_not_told_in_time():
    gone = proof.given(made).when(ForgetProof(proof_id=ID)).then(ProofForgotten(proof_id=ID))
    gone.when(check(code)).refuses(ContactNotProven)
    proof.given().when(ForgetProof(proof_id=ID)).then()


PROVEN = Proof(contact_index=index, made_until=NOON + LASTS, proven=True)


@pytest.mark.parametrize(
    ("known", "asked_for", "late"),
    [
        (replace(PROVEN, proven=False), index, 0),
        (replace(PROVEN, over=True), index, 0),
        (PROVEN, plain_digest("+8613800138001"), 0),
        (PROVEN, index, 31),
    ],
    ids=["not proven", "used up", "of another contact", "too late"],
)
def test_a_decision_stands_on_a_fresh_proof_of_the_same_contact(known, asked_for, late):
    assert use(ID, "claim", PROVEN, index, NOON).use == "claim"
    with pytest.raises(ContactNotProven):
        use(ID, "claim", known, asked_for, NOON + timedelta(minutes=late))


@given(st.uuids())
def test_every_code_has_six_digits_and_belongs_to_its_proof(proof_id):
    made_of = code_of(str(proof_id), plain_digest)
    assert len(made_of) == 6 and made_of.isdigit()
