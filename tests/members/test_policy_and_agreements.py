from dataclasses import replace
from datetime import date

import pytest

from services.members.agreement import AGREEMENT
from services.members.checking import CHECK
from services.members.extra import EXTRA
from services.members.policy import POLICY, RULES, Policies
from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.members import (
    AcceptAgreement,
    AgreementAccepted,
    AgreementNotCurrent,
    AgreementPublished,
    AgreementVersionReused,
    AnswerExtraField,
    AnswerNotFit,
    CheckEntry,
    DefineExtraField,
    ExtraFieldAnswered,
    ExtraFieldDefined,
    FieldNeedsChoices,
    FieldNotDefined,
    MemberNotRegistered,
    MemberPolicySet,
    PolicyOfTheWholeChain,
    PolicyStartsInThePast,
    PolicyValueNotKnown,
    PublishAgreement,
    SetMemberPolicy,
    VenueNotOpen,
)
from tests.members.examples import PUDONG, WEI, registered, venue_opened
from tests.scenario import Scenario

policy, agreement, extra = Scenario(POLICY), Scenario(AGREEMENT), Scenario(EXTRA)
TODAY = date(2025, 3, 1)
reviewed = SetMemberPolicy(policy="registration_review", value="online", from_day=TODAY, venue_id=PUDONG)


def test_a_policy_binds_from_its_day_at_its_venue():
    policy.given(venue_opened).when(reviewed).then(MemberPolicySet(**vars(reviewed)))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"value": "sometimes"}, PolicyValueNotKnown),
        ({"from_day": date(2025, 2, 28)}, PolicyStartsInThePast),
        ({"policy": "trials_per_person", "value": "2"}, PolicyOfTheWholeChain),
        ({"venue_id": "00000000-0000-4000-8000-00000000dead"}, VenueNotOpen),
    ],
)
def test_a_policy_is_refused(change, refusal):
    policy.given(venue_opened).when(replace(reviewed, **change)).refuses(refusal)


def test_a_venues_own_policy_stands_before_the_chains_and_the_later_before_the_earlier():
    chain = MemberPolicySet(policy="registration_review", value="all", from_day=TODAY, venue_id=None)
    own = MemberPolicySet(**vars(reviewed))
    known = Policies((chain, own, replace(own, value="none", from_day=date(2025, 4, 1))))
    for day, venue_id, value in (
        (date(2025, 2, 28), PUDONG, "none"),
        (TODAY, PUDONG, "online"),
        (TODAY, "other", "all"),
        (date(2025, 4, 1), PUDONG, "none"),
    ):
        assert known.value("registration_review", day, venue_id) == value


def test_every_policy_has_a_default_that_it_may_have():
    import re

    assert all(re.fullmatch(rule.pattern, rule.default) for rule in RULES.values())


publish = PublishAgreement(kind="privacy", edition="2", from_day=TODAY, text="You…", text_zh="您…")
published = AgreementPublished(**vars(publish))
accept = AcceptAgreement(member_id=WEI, kind="privacy", edition="2", network_address="192.0.2.7")


def test_an_edition_is_published_once_and_never_altered():
    agreement.given().when(publish).then(published).when(publish).then()
    agreement.given(published).when(replace(publish, text="We…")).refuses(AgreementVersionReused, edition="2")


def test_a_member_accepts_the_edition_in_force_once():
    known = agreement.given(published, registered)
    known.when(accept).then(AgreementAccepted(**vars(accept))).when(accept).then()
    known.when(replace(accept, edition="1")).refuses(AgreementNotCurrent, current="2")
    agreement.given(published).when(accept).refuses(MemberNotRegistered)


def test_of_two_editions_that_begin_on_one_day_the_one_published_last_binds():
    known = agreement.given(published, replace(published, edition="2a"), registered)
    known.when(accept).refuses(AgreementNotCurrent, current="2a")
    corrected = replace(accept, edition="2a")
    known.when(corrected).then(AgreementAccepted(**vars(corrected)))


FIELD = "00000000-0000-4000-8000-0000000000f1"
define = DefineExtraField(
    field_id=FIELD, from_day=TODAY, name="Size", name_zh="尺码", kind="choice", choices=("S", "M")
)
defined = ExtraFieldDefined(**vars(define))
answer = AnswerExtraField(member_id=WEI, field_id=FIELD, value="S")


def test_a_field_is_defined_once_and_may_be_asked_otherwise_later():
    known = extra.given().when(define).then(defined).when(define).then()
    known.when(replace(define, asked=False)).then(replace(defined, asked=False))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"asked": False}, FieldNotDefined), ({"kind": "yes_no", "choices": ()}, AnswerNotFit)],
)
def test_an_answer_that_waited_until_the_field_was_asked_otherwise_is_only_found_not_right(change, refusal):
    first = MemberPolicySet(policy="review_of_extra_data", value="approve_first", from_day=TODAY, venue_id=None)
    (waits,) = extra.given(registered, defined, first).when(answer)._decide()
    boss = Actor(id="checker", roles=(HEAD_OFFICE,))
    known = Scenario(CHECK).given(registered, defined, waits, replace(defined, **change)).by(boss)
    check = CheckEntry(entry_id=waits.entry_id, kind="extra_data", subject_id=WEI, right=True)
    known.when(check).refuses(refusal)
    assert len(known.when(replace(check, right=False))._decide()) == 1
    assert refusal in CheckEntry.refuses


@pytest.mark.parametrize("change", [{"choices": ("S",)}, {"choices": ("S", "S")}, {"kind": "text"}])
def test_choices_fit_the_kind_of_a_field(change):
    extra.given().when(replace(define, **change)).refuses(FieldNeedsChoices)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("number", "-12.5", "twelve"),
        ("date", "2025-02-28", "2025-02-30"),
        ("date", "2024-02-29", "20240229"),
        ("yes_no", "yes", "perhaps"),
        ("choice", "M", "XL"),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked_for(kind, good, bad):
    choices = ("S", "M") if kind == "choice" else ()
    known = extra.given(registered, replace(defined, kind=kind, choices=choices, personal=False))
    known.when(replace(answer, value=good)).then(
        ExtraFieldAnswered(member_id=WEI, field_id=FIELD, value=good, personal=None)
    )
    known.when(replace(answer, value=bad)).refuses(AnswerNotFit, field="Size", value=bad)


def test_what_is_not_asked_today_is_not_answered():
    extra.given(registered).when(answer).refuses(FieldNotDefined)
    extra.given(registered, replace(defined, from_day=date(2025, 3, 2))).when(answer).refuses(FieldNotDefined)
    extra.given(defined).when(answer).refuses(MemberNotRegistered)
