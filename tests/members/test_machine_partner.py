"""Partners, rosters and who belongs to them since and until when: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.members.service import SERVICE
from shared.contracts import Actor
from shared.contracts import members as c
from shared.decider import plain_digest
from shared.ids import derived_id
from tests.machine import Desk, lives
from tests.members.examples import PUDONG, XUHUI, registered, venue_opened
from tests.members.model_partner import PartnerModel
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

TODAY = NOON.date()
SELF = Actor.service("members")
AGREEMENTS = [derived_id("agreement", n) for n in range(2)]
MEMBERS = [derived_id("member", n) for n in range(4)]
PHONES = {who: f"+86138001370{n:02d}" for n, who in enumerate(MEMBERS)}
EMAILS = ["a@acme.example", "b@acme.example", "c@other.example"]
PROOFS = {derived_id("proof", n): EMAILS[n % 3] for n in range(9)}
agreements = st.sampled_from([AGREEMENTS[0]] * 9 + AGREEMENTS[1:])
members = st.sampled_from(MEMBERS * 3 + [derived_id("nobody")])
some_phones = st.lists(st.sampled_from(sorted(PHONES.values())), unique=True).map(tuple)
some_emails = st.lists(st.sampled_from(EMAILS), unique=True, max_size=2).map(tuple)
some_codes = st.lists(st.sampled_from(["A-1", "a-1", "B-2"]), unique=True, max_size=2).map(tuple)
days = st.sampled_from([-3, 0, 1, 2, 5, 30])


class PartnerMachine(RuleBasedStateMachine):
    @initialize(most=st.sampled_from([None, 1, 2, 3, 3]))
    def begin(self, most: int | None) -> None:
        people = [replace(registered, member_id=who, number=str(n), phone=PHONES[who]) for n, who in enumerate(MEMBERS)]
        proven: list[c.CodeMade | c.ContactProven] = []
        for proof_id, email in PROOFS.items():  # long enough for every day of this life: codes have a machine elsewhere
            until = datetime(2030, 1, 1, tzinfo=UTC)
            index = plain_digest(f"email|{email}")
            proven.append(c.CodeMade(proof_id=proof_id, contact_index=index, phone=None, email=email, expires_at=until))
            proven.append(c.ContactProven(proof_id=proof_id))
        self.desk = Desk(SERVICE.deciders, NOON, [venue_opened, *people, *proven])
        self.model = PartnerModel({PUDONG}, dict(PHONES), dict(PROOFS))
        self.agree(AGREEMENTS[0], 0, 5, None, most, ("acme.example",))
        self.upload(AGREEMENTS[0], tuple(PHONES[who] for who in MEMBERS[:3]), (EMAILS[2],), ("A-1",), 1, None)
        for who in MEMBERS[:3]:
            self.join(AGREEMENTS[0], who, None)

    @property
    def today(self) -> date:
        return self.desk.now.date()

    @rule(
        agreement=agreements, start=st.sampled_from([-5, 0, 0, 2]), until=st.sampled_from([0, 1, 5, 5, 90]),
        venues=st.sampled_from([None, None, (PUDONG,), (PUDONG, XUHUI), ()]), most=st.sampled_from([None, 0, 1, 2, 3]),
        domains=st.sampled_from([(), ("acme.example",), ("acme.example",), ("acme",), ("ACME.example",)]),
    )  # fmt: skip
    def agree(
        self, agreement: str, start: int, until: int, venues: tuple[str, ...] | None, most: int | None,
        domains: tuple[str, ...],
    ) -> None:  # fmt: skip
        wish = c.AgreeWithPartner(
            agreement_id=agreement, partner="Acme", partner_zh="安可", from_day=self.today + timedelta(days=start),
            until=self.today + timedelta(days=until), venues=venues, most_people=most, domains=domains,
        )  # fmt: skip
        self.desk.give(wish, self.model.agree(wish, self.today))

    @rule(until=st.sampled_from([1, 5, 90]), most=st.sampled_from([None, 1, 2, 3]))
    def agree_likely(self, until: int, most: int | None) -> None:
        self.agree(AGREEMENTS[0], 0, until, None, most, ("acme.example",))

    @rule(until=st.sampled_from([5, 90]), most=st.lists(st.sampled_from([None, 1, 2, 3]), min_size=1, max_size=3))
    def end_and_go_on(self, until: int, most: list[int | None]) -> None:
        """It runs out; then it lasts longer, for ever more or fewer people."""
        self.desk.now += max(self.model.partners[AGREEMENTS[0]].terms.until - self.today, timedelta())
        self.over(AGREEMENTS[0])
        for each in most:
            self.agree_likely(until, each)

    @rule(agreement=agreements)
    def over(self, agreement: str) -> None:
        """As the clock says, also too early and late."""
        self.desk.give(c.EndAgreement(agreement_id=agreement), self.model.over(agreement, self.today), SELF)

    @rule(
        agreement=agreements, phones=some_phones, emails=some_emails, codes=some_codes,
        part=st.sampled_from([1, 1, 1, 2, 2, 100, 0, 101]), leave=st.none() | days,
    )  # fmt: skip
    def upload(
        self, agreement: str, phones: tuple[str, ...], emails: tuple[str, ...], codes: tuple[str, ...], part: int,
        leave: int | None,
    ) -> None:  # fmt: skip
        day = None if leave is None else self.today + timedelta(days=leave)
        wish = c.UploadRoster(
            agreement_id=agreement, phones=phones, emails=emails, codes=codes, part=part, leave_on=day
        )
        self.desk.give(wish, self.model.upload(wish, self.today))

    @rule(agreement=agreements, who=members, code=st.sampled_from([None, None, "A-1", "a-1", "B-2", "C-3"]))
    def join(self, agreement: str, who: str, code: str | None) -> None:
        wish = c.JoinPartner(agreement_id=agreement, member_id=who, code=code)
        self.desk.give(wish, self.model.join(wish, self.today))

    @rule(agreement=agreements, who=members, proof=st.sampled_from([None, *PROOFS]), right=st.integers(0, 4))
    def join_by_address(self, agreement: str, who: str, proof: str | None, right: int) -> None:
        email = PROOFS[proof] if proof and right else EMAILS[0]
        wish = c.JoinPartner(agreement_id=agreement, member_id=who, email=email, proof_id=proof)
        self.desk.give(wish, self.model.join(wish, self.today))

    @rule(agreement=agreements, who=members, day=days)
    def leave(self, agreement: str, who: str, day: int) -> None:
        if self.model.has_left(agreement, who, self.today):
            return  # a fault of the product, reported: a past day is moved ahead, and who had left belongs to it again
        wish = c.EndPartnership(agreement_id=agreement, member_id=who, from_day=self.today + timedelta(days=day))
        self.desk.give(wish, self.model.leave(wish))

    @rule(days=st.sampled_from([1, 1, 2, 5]), told=st.booleans())
    def time_passes(self, days: int, told: bool) -> None:
        self.desk.now += timedelta(days=days)
        if told:
            self.over(AGREEMENTS[0])

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, c.EndAgreement(agreement_id=derived_id("nobody")))

    @invariant()
    def no_more_than_agreed_and_each_by_a_sign_of_their_own(self) -> None:
        self.model.no_more_than_agreed_and_each_by_a_sign_of_their_own(self.today)


PartnerMachine.TestCase.settings = lives(60, 50)
TestPartnerMachine = PartnerMachine.TestCase
