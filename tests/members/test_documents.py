"""Documents in editions: the venue's before the chain's; signed by the member or the guardian, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.members.document import DOCUMENT
from services.members.reactions import react
from services.members.signature import SIGNATURE
from services.members.timers import timers
from shared.contracts import MEMBER, Actor
from shared.contracts.members import (
    ChangeProfile,
    ChildCameOfAge,
    DemandSigning,
    DocumentNotPublished,
    DocumentPublished,
    DocumentSigned,
    EditionNotToSign,
    EditionOutOfOrder,
    EditionReused,
    EndGuardiansSignatures,
    ExportMember,
    GuardianMustSign,
    ListDocuments,
    MemberDocuments,
    MemberNotRegistered,
    MemberPolicySet,
    MemberSignatures,
    NotAChild,
    NotGuardian,
    NothingSigned,
    PublishDocument,
    RemindOfSigning,
    SignatureEnded,
    SignDocument,
    SigningDemanded,
    SigningNear,
    SigningTooEarly,
    UnsignedMembers,
    VenueNotOpen,
    VoidSignature,
)
from shared.timers import SetTimer
from tests.members.examples import ADA, PUDONG, WEI, register, registered, venue_opened
from tests.members.test_guardians import BIRTHDAY, born, grown, link, linked
from tests.scenario import CLERK, Scenario
from tests.standing import Standing

TODAY = date(2025, 3, 1)
publish = PublishDocument(kind="waiver", edition="2025", from_day=TODAY, text="I know…", text_zh="本人知悉……")
published = DocumentPublished(scope="chain", zone="UTC", number=1, remind_from=None, **vars(publish))
stricter = replace(publish, edition="2026", from_day=date(2025, 3, 10), sign_again_from=date(2025, 4, 1))
second = DocumentPublished(scope="chain", zone="UTC", number=2, remind_from=date(2025, 3, 18), **vars(stricter))
documents = Scenario(DOCUMENT).given(venue_opened)


def test_an_edition_is_published_once_and_those_after_it_count_on():
    documents.when(publish).then(published).when(publish).then().when(stricter).then(second)
    documents.given(published).when(replace(publish, text="We…")).refuses(EditionReused, edition="2025")


def test_a_venue_has_its_own_documents_in_its_own_zone():
    own = replace(publish, venue_id=PUDONG)
    documents.given(published).when(own).then(replace(published, scope=PUDONG, venue_id=PUDONG, zone="Asia/Shanghai"))
    Scenario(DOCUMENT).when(own).refuses(VenueNotOpen)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"from_day": date(2025, 2, 28)}, EditionOutOfOrder),
        ({"from_day": date(2025, 3, 9), "edition": "2027"}, EditionOutOfOrder),
        ({"sign_again_from": date(2025, 3, 9), "from_day": date(2025, 3, 10)}, SigningTooEarly),
    ],
)
def test_nobody_is_bound_from_the_past_on(change, refusal):
    past = documents.given(published, second) if "edition" in change else documents.given(published)
    past.when(replace(stricter, **{"edition": "2026", **change})).refuses(refusal)


def test_a_stricter_edition_is_reminded_of_and_then_demanded_each_once_for_all():
    ids = {"scope": "chain", "kind": "waiver", "number": 2}
    near = SigningNear(venue_id=None, edition="2026", sign_again_from=date(2025, 4, 1), **ids)
    demanded = SigningDemanded(venue_id=None, **ids)
    past = documents.given(published, second)
    past.when(RemindOfSigning(**ids)).then(near).when(RemindOfSigning(**ids)).then()
    past.when(DemandSigning(**ids)).then(demanded).when(DemandSigning(**ids)).then()
    past.when(replace(DemandSigning(**ids), number=1)).then()
    past.when(replace(DemandSigning(**ids), number=3)).then()
    assert timers(second, None) == [  # type: ignore[arg-type]
        SetTimer("remind of waiver 2 of chain", datetime(2025, 3, 18, tzinfo=UTC), RemindOfSigning(**ids)),
        SetTimer("demand waiver 2 of chain", datetime(2025, 4, 1, tzinfo=UTC), DemandSigning(**ids)),
    ]
    assert timers(published, None) == []  # type: ignore[arg-type]


def test_how_long_before_people_are_reminded_is_policy():
    week = MemberPolicySet(policy="signing_reminded_days_before", value="7", from_day=TODAY, venue_id=None)
    documents.given(week, published).when(stricter).then(replace(second, remind_from=date(2025, 3, 25)))


# --- signing

desk = Scenario(SIGNATURE).given(venue_opened, published, registered, replace(registered, member_id=ADA, number="1"))
sign = SignDocument(
    member_id=WEI, kind="waiver", edition="2025", venue_id=PUDONG, signature="张伟", network_address="192.0.2.7"
)
signed = DocumentSigned(
    member_id=WEI, kind="waiver", scope="chain", venue_id=PUDONG, number=1, edition="2025", signed_by=WEI,
    witnessed_by=CLERK.id, signature="张伟", network_address="192.0.2.7",
)  # fmt: skip


def test_a_member_signs_the_edition_in_force_once_at_the_desk_or_alone():
    desk.when(sign).then(signed).when(sign).then()
    herself = Actor(id=WEI, roles=(MEMBER,), member_id=WEI)
    desk.by(herself).when(sign).then(replace(signed, witnessed_by=None))


def test_who_has_signed_signs_again_only_where_that_is_asked_for():
    desk.given(signed).when(sign).then()
    desk.given(signed).when(replace(sign, anew=True)).then(signed)


def test_what_is_not_in_force_is_not_signed_but_what_follows_may_be():
    desk.when(replace(sign, kind="house_rules")).refuses(DocumentNotPublished, kind="house_rules")
    desk.when(replace(sign, edition="2024")).refuses(EditionNotToSign, current="2025")
    ahead = desk.given(second).when(replace(sign, edition="2026")).then(replace(signed, number=2, edition="2026"))
    ahead.when(sign).then()  # who signed the stricter edition has signed enough
    later = desk.given(second).at(datetime(2025, 3, 10, tzinfo=UTC))
    later.when(sign).refuses(EditionNotToSign, current="2026")


def test_of_two_editions_that_begin_on_one_day_the_one_published_last_is_signed():
    corrected = replace(second, from_day=TODAY, sign_again_from=TODAY)
    known = desk.given(corrected)
    known.when(sign).refuses(EditionNotToSign, current="2026")
    known.when(replace(sign, edition="2026")).then(replace(signed, number=2, edition="2026"))


def test_the_venues_own_document_stands_before_the_chains():
    own = desk.given(replace(published, scope=PUDONG, venue_id=PUDONG, edition="P1"))
    own.when(sign).refuses(EditionNotToSign, current="P1")
    own.given(signed).when(replace(sign, edition="P1")).then(replace(signed, scope=PUDONG, edition="P1"))


def test_only_members_sign_and_at_a_venue_of_the_chain():
    Scenario(SIGNATURE).given(venue_opened, published).when(sign).refuses(MemberNotRegistered)
    Scenario(SIGNATURE).given(published, registered).when(sign).refuses(VenueNotOpen)


for_child = replace(sign, member_id=ADA, for_id=WEI, signature="Ada Byron")
by_guardian = replace(signed, signed_by=ADA, signature="Ada Byron")
child = desk.given(born, grown)


def test_for_a_child_its_guardian_signs():
    child.when(sign).refuses(GuardianMustSign, member_id=WEI)
    child.when(for_child).refuses(NotGuardian)
    child.given(linked).when(for_child).then(by_guardian).when(for_child).then()


def test_from_the_birthday_on_the_person_signs_and_what_the_guardian_signed_is_over():
    old = child.given(linked, by_guardian).at(BIRTHDAY)
    old.when(for_child).refuses(NotAChild)
    alone = old.when(sign).then(signed)
    end = EndGuardiansSignatures(member_id=WEI)
    alone.when(end).then()
    over = SignatureEnded(member_id=WEI, kind="waiver", scope="chain", number=1, because="of_age")
    old.when(end).then(over).when(end).then()
    assert react(ChildCameOfAge(child_id=WEI, guardian_ids=(ADA,)), None) == [end]  # type: ignore[arg-type]


def test_a_signature_by_the_wrong_person_is_declared_void():
    void = VoidSignature(member_id=WEI, kind="waiver", reason="signed by the wrong person")
    over = SignatureEnded(
        member_id=WEI, kind="waiver", scope="chain", number=1, because="void", reason="signed by the wrong person"
    )
    desk.given(signed).when(void).then(over).when(void).refuses(NothingSigned)
    desk.given(signed).when(replace(void, venue_id=PUDONG)).refuses(NothingSigned)


# --- at the desk


def standing_of(members: Standing) -> list[object]:
    (row,) = members.ask(MemberDocuments(member_id=WEI, venue_id=PUDONG))
    return [row[name] for name in ("edition", "signed_edition", "in_force", "needed", "needed_from")]


def test_the_desk_sees_who_has_to_sign_what_and_from_when(members: Standing) -> None:
    assert members.ask(MemberDocuments(member_id=WEI, venue_id=PUDONG)) == []
    assert members.give(publish) is None
    assert standing_of(members) == ["2025", None, False, "2025", "2025-03-01"]
    (unsigned,) = members.ask(UnsignedMembers(venue_id=PUDONG))
    assert (unsigned["name"], unsigned["needed"], unsigned["in_force"]) == ("张伟", "2025", False)
    assert members.give(sign) is None
    assert standing_of(members) == ["2025", "2025", True, None, None]
    assert members.ask(UnsignedMembers(venue_id=PUDONG)) == []
    assert members.give(stricter) is None
    assert standing_of(members) == ["2025", "2025", True, "2026", "2025-04-01"]
    (unsigned,) = members.ask(UnsignedMembers(venue_id=PUDONG, kind="waiver"))
    assert (unsigned["signed_edition"], unsigned["needed_from"], unsigned["in_force"]) == ("2025", "2025-04-01", True)
    members.tick()
    members.now = datetime(2025, 3, 31, 15, 59, tzinfo=UTC)  # a minute before 1 April in Shanghai
    assert standing_of(members) == ["2026", "2025", True, "2026", "2025-04-01"]
    members.now += timedelta(minutes=1)
    assert standing_of(members) == ["2026", "2025", False, "2026", "2025-04-01"]
    members.now += timedelta(hours=9)
    members.tick()
    told = [e.type for e in members.store.page(0, 1000).events if e.type.startswith("Signing")]
    assert told == ["SigningNear", "SigningDemanded"]
    assert members.give(replace(sign, edition="2026")) is None
    assert standing_of(members) == ["2026", "2026", True, None, None]
    assert [row["edition"] for row in members.ask(ListDocuments())] == ["2026", "2025"]


def test_signatures_are_kept_with_address_and_hand_and_belong_to_what_a_member_takes_along(members: Standing) -> None:
    ada = replace(register, member_id=ADA, name="Ada Byron", phone="+8613800138001")
    ages = (
        ChangeProfile(member_id=WEI, birth_date="2007-05-17"),
        ChangeProfile(member_id=ADA, birth_date="1980-01-01"),
    )
    for command in (
        ada,
        *ages,
        link,
        publish,
        for_child,
        VoidSignature(member_id=WEI, kind="waiver", reason="smudged"),
    ):
        assert members.give(command) is None
    (row,) = members.ask(MemberSignatures(member_id=WEI))
    assert (row["signed_by"], row["signature"], row["network_address"]) == (ADA, "Ada Byron", "192.0.2.7")
    assert (row["at"], row["ended"], row["reason"]) == ("2025-03-01T12:00:00Z", "void", "smudged")
    assert standing_of(members) == ["2025", None, False, "2025", "2025-03-01"]
    taken = {row["section"] for row in members.ask(ExportMember(member_id=WEI, reason="asked"))}
    assert {"signature", "guardian"} <= taken
    stored = str(members.rows()) + str([e.data for e in members.store.page(0, 1000).events])
    assert "smudged" not in stored and "192.0.2.7" not in stored
    before = members.rows()
    members.project_again()
    assert members.rows() == before
    members.rebuild()
    assert members.rows() == before
