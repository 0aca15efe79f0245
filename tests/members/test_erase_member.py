from services.members.member import MEMBER
from services.members.reactions import react
from services.members.registration import REGISTRATION
from shared.contracts import Actor
from shared.contracts.members import EraseMember, MemberErased, MemberNotRegistered, PhoneReleased, ReleasePhone
from tests.members.examples import ADA, WEI, phone_claimed, register, registered, venue_opened
from tests.scenario import Scenario

member = Scenario(MEMBER)
index = phone_claimed.phone_index
erased = MemberErased(member_id=WEI, phone_index=index)
erase = EraseMember(member_id=WEI)
release = ReleasePhone(phone_index=index, member_id=WEI)


def test_a_member_can_be_erased_and_only_ids_remain():
    member.given(registered).when(erase).then(erased)


def test_nobody_is_erased_twice():
    member.given(registered, erased).when(erase).refuses(MemberNotRegistered, member_id=WEI)


def test_a_record_erased_before_the_one_it_was_merged_into_holds_nothing_up():
    """Or the phone of the other, freed by the same reaction, would never be free."""
    member.given(registered, erased).by(Actor.service("members")).when(erase).then()


def test_an_erased_member_gives_the_phone_back():
    assert release in react(erased, None)
    freed = member.given(phone_claimed).when(release).then(PhoneReleased(phone_index=index, member_id=WEI))
    freed.when(release).then()


def test_a_phone_that_somebody_else_has_by_now_is_not_released():
    member.given(phone_claimed).when(ReleasePhone(phone_index=index, member_id=ADA)).then()


def test_a_released_phone_can_be_registered_by_another_person():
    past = (venue_opened, phone_claimed, PhoneReleased(phone_index=index, member_id=WEI))
    again = type(register)(**vars(register) | {"member_id": ADA})
    events = Scenario(REGISTRATION).given(*past).when(again)._decide()
    assert [type(e).__name__ for e in events] == ["MemberRegistered", "MemberNumberClaimed", "PhoneClaimed"]
