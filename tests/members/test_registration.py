"""Registration by its channels: what must be proven, accepted and answered, and review before it counts."""

from dataclasses import replace
from datetime import date

import pytest

from services.members.reactions import react
from services.members.registration import REGISTRATION
from shared.contracts import FRONT_DESK, GUEST, HEAD_OFFICE, SERVICE, VENUE_MANAGER, Actor
from shared.contracts.members import (
    AgreementAccepted,
    AgreementNotCurrent,
    AgreementPublished,
    AnswerNotFit,
    AnswersMissing,
    ApproveRegistration,
    BirthDateNotPossible,
    ChannelNotYours,
    ConfirmProfile,
    ContactNotProven,
    ContactProven,
    ExtraAnswer,
    ExtraFieldAnswered,
    ExtraFieldDefined,
    FieldNotDefined,
    MemberPolicySet,
    NothingToReview,
    NotOfYourVenue,
    OwnRegistration,
    PhoneTaken,
    PrivacyNotAccepted,
    ProfileChanged,
    ProofUsed,
    RegistrationRejected,
    RegistrationSubmitted,
    RejectRegistration,
    ReleasePhone,
)
from tests.members.examples import (
    AS_ASKED,
    NUMBER,
    PUDONG,
    WEI,
    XUHUI,
    number_claimed,
    phone_claimed,
    register,
    registered,
    venue_opened,
)
from tests.members.test_proof import ID, index, made
from tests.scenario import Scenario

person = Scenario(REGISTRATION).given(venue_opened)
VISITOR = Actor(id="guest", roles=(GUEST,))
MANAGER = Actor(id="manager", roles=(VENUE_MANAGER,), venues=(PUDONG,))
proven = (made, ContactProven(proof_id=ID))
online = replace(register, channel="online", proof_id=ID, privacy_accepted="p1", network_address="192.0.2.7")
accepted = [
    AgreementAccepted(member_id=WEI, kind=kind, edition=edition, network_address="192.0.2.7")
    for kind, edition in (("terms", "2025-01"), ("privacy", "p1"))
]
joined = replace(registered, channel="online", privacy_accepted="p1")
review = MemberPolicySet(policy="registration_review", value="online", from_day=date(2025, 3, 1), venue_id=PUDONG)
submitted = RegistrationSubmitted(
    **{name: getattr(online, name) for name in AS_ASKED}, number=NUMBER, privacy_accepted="p1", import_id=None,
    submitted_by="guest",
)  # fmt: skip


def test_who_registers_online_has_proven_the_phone_and_accepted_both_agreements():
    used = ProofUsed(proof_id=ID, use="register")
    told = person.given(*proven).by(VISITOR).when(online)
    told.then(used, joined, number_claimed, phone_claimed, *accepted)


@pytest.mark.parametrize(
    ("change", "past", "refusal"),
    [
        ({"proof_id": None}, proven, ContactNotProven),
        ({}, (made,), ContactNotProven),
        ({"phone": "+8613800138001"}, proven, ContactNotProven),
        ({"privacy_accepted": None}, proven, PrivacyNotAccepted),
        ({}, (*proven, phone_claimed), PhoneTaken),
        ({"channel": "desk"}, proven, ChannelNotYours),
        ({"channel": "import"}, proven, ChannelNotYours),
        ({"birth_date": "2025-03-02"}, proven, BirthDateNotPossible),
        ({"birth_date": "1870-03-02"}, proven, BirthDateNotPossible),
    ],
)
def test_from_afar_nobody_registers(change, past, refusal):
    person.given(*past).by(VISITOR).when(replace(online, **change)).refuses(refusal)


def test_a_phone_that_is_taken_is_told_only_to_who_has_proven_it():
    unproven = person.given(made, phone_claimed).by(VISITOR)
    unproven.when(online).refuses(ContactNotProven)


@pytest.mark.parametrize(("role", "channel"), [(FRONT_DESK, "online"), (FRONT_DESK, "import"), (FRONT_DESK, "partner")])
def test_a_channel_is_not_claimed_by_others(role, channel):
    clerk = Actor(id="clerk", roles=(role,), venues=(PUDONG,))
    person.by(clerk).when(replace(register, channel=channel)).refuses(ChannelNotYours, channel=channel)


def test_an_import_carries_the_terms_of_its_day_and_needs_no_review():
    published = AgreementPublished(kind="terms", edition="2026", from_day=date(2025, 1, 1), text="t", text_zh="t")
    every = replace(review, value="all")
    row = replace(register, channel="import", import_id=XUHUI)
    told = person.given(published, every).by(Actor(id="service:import", roles=(SERVICE,))).when(row)
    told.then(replace(registered, channel="import", import_id=XUHUI), number_claimed, phone_claimed)


def test_the_edition_in_force_is_accepted_and_no_other():
    old, new = (
        AgreementPublished(kind="terms", edition=e, from_day=day, text="t", text_zh="t")
        for e, day in (("2025-01", date(2025, 1, 1)), ("2025-04", date(2025, 4, 1)))
    )
    person.given(old, new).when(register).then(registered, number_claimed, phone_claimed)
    later = replace(new, from_day=date(2025, 3, 1))
    person.given(old, later).when(register).refuses(AgreementNotCurrent, current="2025-04", accepted="2025-01")


FIELD = "00000000-0000-4000-8000-0000000000f1"
shoe = ExtraFieldDefined(
    field_id=FIELD, from_day=date(2025, 1, 1), name="Shoe size", name_zh="鞋码", kind="number", choices=(),
    required_at=("desk",), personal=True, asked=True,
)  # fmt: skip


def test_extra_fields_are_asked_for_where_head_office_wants_them():
    person.given(shoe).when(register).refuses(AnswersMissing, fields="Shoe size")
    person.given(shoe).when(replace(register, extra=(ExtraAnswer(field_id=FIELD, value="big"),))).refuses(AnswerNotFit)
    person.when(replace(register, extra=(ExtraAnswer(field_id=FIELD, value="42"),))).refuses(FieldNotDefined)
    answer = ExtraFieldAnswered(member_id=WEI, field_id=FIELD, value=None, personal="42.5", at_registration=True)
    told = person.given(shoe).when(replace(register, extra=(ExtraAnswer(field_id=FIELD, value="42.5"),)))
    told.then(registered, number_claimed, phone_claimed, answer)
    person.given(shoe, replace(shoe, asked=False)).when(register).then(registered, number_claimed, phone_claimed)


def test_what_is_told_at_registration_stands_in_the_profile():
    told = person.when(replace(register, email="wei@example.com", birth_date="1990-05-17"))
    profile = ProfileChanged(
        member_id=WEI, email="wei@example.com", birth_date="1990-05-17", birth_year=1990, at_registration=True
    )
    told.then(registered, number_claimed, phone_claimed, profile)


def pending():
    used = ProofUsed(proof_id=ID, use="register")
    asked = person.given(review, *proven).by(VISITOR).when(online)
    return asked.then(used, submitted, number_claimed, phone_claimed, *accepted)


def test_a_venue_that_reviews_makes_nobody_a_member_before_it_agreed():
    agreed = pending().by(MANAGER).when(ApproveRegistration(member_id=WEI))
    approved = replace(joined, approved_by="manager", phone_index=index)
    agreed.then(approved).when(ApproveRegistration(member_id=WEI)).refuses(NothingToReview, member_id=WEI)


def test_a_registration_is_turned_down_with_a_reason_and_the_phone_is_free_again():
    rejected = RegistrationRejected(member_id=WEI, phone_index=index, reason="no such person", rejected_by="manager")
    pending().by(MANAGER).when(RejectRegistration(member_id=WEI, reason="no such person")).then(rejected)
    assert react(rejected, None) == [ReleasePhone(phone_index=index, member_id=WEI)]


@pytest.mark.parametrize("wish", [ApproveRegistration(member_id=WEI), RejectRegistration(member_id=WEI, reason="no")])
def test_a_review_is_for_the_venue_and_not_for_who_entered_it(wish):
    stranger = Actor(id="stranger", roles=(VENUE_MANAGER,), venues=(XUHUI,))
    pending().by(stranger).when(wish).refuses(NotOfYourVenue, venue_id=PUDONG)
    maker = Actor(id="guest", roles=(HEAD_OFFICE,))
    pending().by(maker).when(wish).refuses(OwnRegistration)
    person.by(MANAGER).when(wish).refuses(NothingToReview)


def test_review_binds_by_day_by_venue_and_by_channel():
    elsewhere = replace(review, venue_id=XUHUI, value="all")
    later = replace(review, value="all", from_day=date(2025, 3, 2))
    for policy in (elsewhere, later, review):
        person.given(policy).when(register).then(registered, number_claimed, phone_claimed)
    person.given(replace(review, value="all", venue_id=None)).when(register).then(
        replace(submitted, channel="desk", privacy_accepted=None, submitted_by=person.context.actor.id),
        number_claimed,
        phone_claimed,
    )


def test_a_new_member_is_asked_about_the_data_a_year_later():
    assert ConfirmProfile(member_id=WEI) in react(registered, None)
