"""Corporate partners: an agreement, its roster, who joins by what, and who leaves when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.members.partner import PARTNER, sign_of
from services.members.proof import email_index
from services.members.timers import timers
from shared.contracts import MEMBER, Actor
from shared.contracts.members import (
    MOST_ON_A_ROSTER,
    AgreeWithPartner,
    CodeMade,
    ContactNotProven,
    ContactProven,
    EndAgreement,
    EndPartnership,
    JoinPartner,
    ListPartners,
    MemberNotRegistered,
    NotAmongPartnersPeople,
    NotOfPartner,
    PartnerAgreed,
    PartnerFull,
    PartnerHasMorePeople,
    PartnerJoined,
    PartnerLeft,
    PartnerNotNow,
    PartnerPeople,
    PartnersOfMember,
    PartnerTermsWrong,
    PartnerUnknown,
    ProofUsed,
    RosterTooLong,
    RosterUploaded,
    UploadRoster,
    VenueNotOpen,
)
from shared.decider import plain_digest
from shared.timers import SetTimer
from tests.members.examples import ADA, PHONE, PUDONG, WEI, XUHUI, registered, venue_opened
from tests.scenario import NOON, Scenario
from tests.standing import Standing

ACME = "00000000-0000-4000-8000-0000000000ac"
PROOF = "00000000-0000-4000-8000-0000000000af"
TODAY = date(2025, 3, 1)
YESTERDAY = date(2025, 2, 28)
agree = AgreeWithPartner(
    agreement_id=ACME,
    partner="Acme",
    partner_zh="安可",
    from_day=date(2025, 1, 1),
    until=date(2026, 1, 1),
    most_people=2,
    domains=("acme.example",),
)
agreed = PartnerAgreed(**vars(agree))


def sign(kind: str, text: str) -> str:
    return sign_of(ACME, kind, text, plain_digest)


upload = UploadRoster(agreement_id=ACME, phones=(PHONE,), emails=("wei@other.example",), codes=("A-17", "A-18"))
SIGNS = [sign("phone", PHONE), sign("email", "wei@other.example"), sign("code", "A-17"), sign("code", "a-18")]
uploaded = RosterUploaded(agreement_id=ACME, part=1, signs=tuple(sorted(SIGNS)))
join = JoinPartner(agreement_id=ACME, member_id=WEI)
joined = PartnerJoined(agreement_id=ACME, member_id=WEI, by="phone", sign=SIGNS[0], from_day=TODAY)
left = PartnerLeft(agreement_id=ACME, member_id=WEI, from_day=date(2025, 4, 1), because="left")
partner = Scenario(PARTNER).given(venue_opened, registered)
hers = replace(registered, member_id=ADA)


def test_head_office_agrees_with_a_company_and_agrees_to_other_terms_later():
    known = partner.when(agree).then(agreed)
    known.when(replace(agree, most_people=50)).then(replace(agreed, most_people=50))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": date(2025, 1, 1)}, "until"),
        ({"most_people": 0}, "most_people"),
        ({"venues": ()}, "venues"),
        ({"domains": ("Acme Ltd",)}, "domains"),
        ({"domains": ("@acme.example",)}, "domains"),
    ],
)
def test_an_agreement_makes_sense(change, field):
    partner.when(replace(agree, **change)).refuses(PartnerTermsWrong, field=field)


def test_an_agreement_is_for_venues_that_are_open():
    partner.when(replace(agree, venues=(PUDONG,))).then(replace(agreed, venues=(PUDONG,)))
    partner.when(replace(agree, venues=(PUDONG, XUHUI))).refuses(VenueNotOpen, venue_id=XUHUI)


def test_of_a_roster_digests_are_kept_and_no_phone_number():
    partner.given(agreed).when(upload).then(uploaded)
    assert PHONE not in str(uploaded.wire())
    partner.when(upload).refuses(PartnerUnknown)
    long = replace(upload, codes=tuple(f"c{n}" for n in range(MOST_ON_A_ROSTER)))
    partner.given(agreed).when(long).refuses(RosterTooLong, people=1002, most=MOST_ON_A_ROSTER)
    partner.given(agreed).when(replace(upload, part=101)).refuses(RosterTooLong, part=101)


def test_a_member_joins_by_the_phone_that_is_on_the_roster_or_by_a_code():
    known = partner.given(agreed, uploaded)
    known.by(Actor(id=WEI, roles=(MEMBER,))).when(join).then(joined).when(join).then()
    by_code = replace(joined, by="code", sign=SIGNS[2])
    known.when(replace(join, code="a-17")).then(by_code)
    known.when(replace(join, code="A-19")).refuses(NotOfPartner)
    partner.given(agreed).when(join).refuses(NotOfPartner)
    partner.when(join).refuses(PartnerUnknown)
    Scenario(PARTNER).given(agreed, uploaded).when(join).refuses(MemberNotRegistered)


def code_to(email: str) -> list[object]:
    index = email_index(email, plain_digest)
    until = NOON + timedelta(minutes=9)
    made = CodeMade(proof_id=PROOF, contact_index=index, phone=None, email=email, expires_at=until)
    return [made, ContactProven(proof_id=PROOF)]


def test_an_address_of_the_companys_domain_that_was_proven_is_enough():
    known = partner.given(agreed)
    at_work = replace(join, email="Wei@acme.example", proof_id=PROOF)
    used = ProofUsed(proof_id=PROOF, use="partner")
    by_domain = replace(joined, by="domain", sign=sign("email", "wei@acme.example"))
    known.given(*code_to("Wei@acme.example")).when(at_work).then(used, by_domain)
    known.when(at_work).refuses(ContactNotProven)
    known.when(replace(at_work, proof_id=None)).refuses(NotOfPartner)
    for other in ("wei@acme.example.org", "wei@evil-acme.example"):
        known.given(*code_to(other)).when(replace(at_work, email=other)).refuses(NotOfPartner)
    listed = known.given(uploaded, *code_to("wei@other.example"))
    by_email = replace(joined, by="email", sign=SIGNS[1])
    listed.when(replace(at_work, email="wei@other.example")).then(used, by_email)


def test_each_sign_lets_one_member_join_and_again_somebody_else_after_they_left():
    taken = partner.given(agreed, uploaded, hers, replace(joined, member_id=ADA))
    taken.when(join).refuses(NotOfPartner)
    gone = replace(left, member_id=ADA, from_day=YESTERDAY)
    taken.given(gone).when(join).then(joined)


def test_an_agreement_is_for_so_many_people_at_most():
    two = [replace(joined, member_id=who, by="code", sign=who) for who in (ADA, XUHUI)]
    full = partner.given(agreed, uploaded, *two)
    full.when(join).refuses(PartnerFull, most=2)
    full.given(replace(left, member_id=ADA, from_day=YESTERDAY)).when(join).then(joined)
    full.given(replace(left, member_id=ADA)).when(join).refuses(PartnerFull, most=2)


@pytest.mark.parametrize("day", [datetime(2024, 12, 31, 12, tzinfo=UTC), datetime(2026, 1, 2, 12, tzinfo=UTC)])
def test_people_join_while_the_agreement_holds(day):
    partner.given(agreed, uploaded).at(day).when(join).refuses(PartnerNotNow, until="2026-01-01")


def test_who_left_the_company_has_no_right_from_that_day_on():
    end = EndPartnership(agreement_id=ACME, member_id=WEI, from_day=date(2025, 4, 1))
    known = partner.given(agreed, uploaded, joined)
    known.when(end).then(left)
    known.given(left).when(replace(end, from_day=date(2025, 5, 1))).then(replace(left, from_day=date(2025, 5, 1)))
    before = replace(end, from_day=date(2025, 2, 1))
    known.when(before).then(replace(left, from_day=TODAY)).when(before).then()
    known.when(replace(end, member_id=ADA)).refuses(NotAmongPartnersPeople)
    known.given(left).when(join).then(joined)


@pytest.mark.parametrize("because", ["left", "not_on_roster"])
def test_who_has_left_is_not_brought_back_by_a_later_day_of_leaving(because):
    """State machines found it: of an agreement for one person, two belonged to it."""
    gone = replace(left, from_day=TODAY, because=because)
    hers_now = replace(joined, member_id=ADA, by="code", sign=SIGNS[2])
    known = partner.given(replace(agreed, most_people=1), uploaded, joined, gone, hers_now)
    later = EndPartnership(agreement_id=ACME, member_id=WEI, from_day=date(2025, 12, 1))
    known.when(later).then()
    known.when(join).refuses(PartnerFull, most=1)


def test_who_left_the_company_after_the_agreement_was_over_belongs_to_no_new_terms():
    over = replace(left, from_day=TODAY, because="agreement_over")
    known = partner.given(replace(agreed, until=TODAY), uploaded, joined, over)
    later = EndPartnership(agreement_id=ACME, member_id=WEI, from_day=date(2025, 12, 1))
    ended = known.when(later).then(replace(left, from_day=TODAY)).when(later).then()
    ended.when(agree).then(agreed)


def test_who_is_no_longer_on_the_roster_leaves_but_not_who_came_by_the_domain():
    by_domain = replace(joined, member_id=ADA, by="domain", sign="x")
    known = partner.given(agreed, uploaded, joined, by_domain)
    fewer = replace(upload, phones=(), leave_on=date(2025, 4, 1))
    shorter = RosterUploaded(agreement_id=ACME, part=1, signs=tuple(sorted(SIGNS[1:])))
    not_listed = replace(left, because="not_on_roster")
    known.when(fewer).then(shorter, not_listed).when(fewer).then()
    known.when(replace(fewer, leave_on=None)).then(shorter, replace(not_listed, from_day=TODAY))


end = EndAgreement(agreement_id=ACME)
out = replace(left, from_day=date(2026, 1, 1), because="agreement_over")
new_year = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_an_agreement_that_runs_out_ends_what_its_people_have_on_the_day():
    assert timers(agreed, None) == [SetTimer(f"agreement {ACME}", new_year, end)]
    away = (replace(joined, member_id=ADA), replace(left, member_id=ADA))
    known = partner.given(agreed, joined, *away)
    known.when(end).then()
    known.at(new_year).when(end).then(out).when(end).then()
    known.given(replace(agreed, until=date(2027, 1, 1))).at(new_year).when(end).then()
    Scenario(PARTNER).at(new_year).when(end).then()
    announced = replace(left, from_day=date(2026, 2, 1))
    known.given(announced).at(new_year).when(end).then(out)


def test_an_agreement_that_is_set_to_end_today_ends_today():
    today = replace(agreed, until=TODAY)
    partner.given(agreed, joined, today).when(end).then(replace(out, from_day=TODAY))


def test_who_left_with_the_agreement_belongs_to_it_again_when_it_lasts_longer():
    over = partner.given(agreed, joined, out).at(new_year)
    longer = replace(agree, until=date(2027, 1, 1))
    told = replace(agreed, until=date(2027, 1, 1))
    again = replace(joined, from_day=date(2026, 1, 1))
    over.when(longer).then(told, again).when(longer).then()
    over.given(replace(left, from_day=date(2025, 12, 1))).when(longer).then(told)
    hers = replace(joined, member_id=ADA, by="code", sign="x"), replace(out, member_id=ADA)
    over.given(*hers).when(replace(longer, most_people=1)).then(replace(told, most_people=1), again)
    over.when(replace(longer, from_day=date(2026, 6, 1))).then(replace(told, from_day=date(2026, 6, 1)))


def test_new_terms_are_for_no_fewer_people_than_belong_to_the_partner():
    both = partner.given(agreed, joined, replace(joined, member_id=ADA, by="code", sign="x"))
    one = replace(agree, most_people=1)
    both.when(one).refuses(PartnerHasMorePeople, most=1, people=2)
    both.given(replace(left, member_id=ADA, from_day=YESTERDAY)).when(one).then(replace(agreed, most_people=1))


def test_of_a_roster_in_parts_each_part_is_replaced_by_itself():
    code = RosterUploaded(agreement_id=ACME, part=2, signs=(sign("code", "B-1"),))
    known = partner.given(agreed, uploaded, joined)
    by_code = known.when(UploadRoster(agreement_id=ACME, codes=("B-1",), part=2)).then(code)
    moved = UploadRoster(agreement_id=ACME, phones=(PHONE,), part=2)
    both = by_code.when(moved).then(replace(code, signs=(SIGNS[0],)))
    both.when(replace(upload, phones=())).then(replace(uploaded, signs=tuple(sorted(SIGNS[1:]))))


def test_head_office_sees_its_partners_and_their_people_and_a_member_what_prices_they_have(members: Standing) -> None:
    for wish in (agree, replace(upload, codes=()), join):
        assert members.give(wish) is None
    (acme,) = members.ask(ListPartners())
    assert (acme["partner_zh"], acme["people"], acme["domains"], acme["venues"]) == ("安可", 1, ("acme.example",), None)
    assert members.ask(PartnersOfMember(member_id=WEI))[0]["by"] == "phone"
    assert members.give(EndPartnership(agreement_id=ACME, member_id=WEI, from_day=date(2025, 2, 1))) is None
    (person,) = members.ask(PartnerPeople(agreement_id=ACME))
    assert (person["member_id"], person["until"]) == (WEI, person["from_day"])
    assert members.ask(ListPartners())[0]["people"] == 0
    for wish in (join, replace(agree, until=TODAY), EndAgreement(agreement_id=ACME)):
        assert members.give(wish) is None
    assert members.ask(ListPartners())[0]["people"] == 0
    assert members.ask(PartnersOfMember(member_id=WEI))[0]["until"] == str(TODAY)
    before = members.rows()
    members.rebuild()
    assert members.rows() == before
