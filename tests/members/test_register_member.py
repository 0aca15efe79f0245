from dataclasses import replace

import pytest
from marshmallow import ValidationError

from services.members.numbers import numbers_for
from services.members.registration import REGISTRATION
from shared.contracts.members import (
    MemberAlreadyRegistered,
    MemberNumberClaimed,
    PhoneTaken,
    RegisterMember,
    VenueNotOpen,
)
from shared.ids import is_checked
from tests.members.examples import (
    ADA,
    NUMBER,
    PUDONG,
    WEI,
    number_claimed,
    phone_claimed,
    register,
    registered,
    venue_opened,
)
from tests.scenario import Scenario

member = Scenario(REGISTRATION)


def test_a_person_registers_with_a_free_phone_and_gets_a_checked_number():
    member.given(venue_opened).when(register).then(registered, number_claimed, phone_claimed)
    assert is_checked(NUMBER)


def test_a_phone_belongs_to_one_member_of_the_chain():
    taken = member.given(venue_opened, registered, number_claimed, phone_claimed)
    taken.when(replace(register, member_id=ADA)).refuses(PhoneTaken)


def test_a_member_registers_once():
    member.given(venue_opened, registered).when(register).refuses(MemberAlreadyRegistered, member_id=WEI)


def test_a_member_belongs_to_a_venue_that_is_open():
    member.given().when(register).refuses(VenueNotOpen, venue_id=PUDONG)


def test_a_member_whose_number_is_taken_gets_the_next():
    second = numbers_for(WEI)[1]
    stranger = MemberNumberClaimed(number=NUMBER, member_id=ADA)
    member.given(venue_opened, stranger).when(register).then(
        replace(registered, number=second), MemberNumberClaimed(number=second, member_id=WEI), phone_claimed
    )


def test_a_phone_is_kept_in_one_form_however_it_was_typed():
    body = register.wire() | {"phone": "+86 138-0013 8000"}
    assert RegisterMember.load(body) == register


@pytest.mark.parametrize("phone", ["13800138000", "+86138", "call me", "", None, 13800138000])
def test_a_phone_that_cannot_be_called_is_refused_at_the_door(phone):
    with pytest.raises(ValidationError) as caught:
        RegisterMember.load(register.wire() | {"phone": phone})
    assert "phone" in caught.value.messages_dict


def test_unknown_fields_are_refused_at_the_door():
    with pytest.raises(ValidationError):
        RegisterMember.load(register.wire() | {"vip": True})
