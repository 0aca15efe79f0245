"""People, their phones, reviews, merges and ends, by the rules alone.

From the README of members and its contracts, and features-and-rules 53 to 56: a phone belongs to one person of the
chain, who entered is not who checks, two records become one and may be parted again, what is erased stays erased.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.contracts import Actor, Refusal
from shared.contracts import members as c
from tests.machine import Answer, Told, told

WITH_DATA = ("pending", "registered", "rejected", "merged")


@dataclass
class Person:
    """none -> (pending ->) registered -> merged; pending -> rejected; any of these -> erased."""

    phone: str
    state: str
    entered_by: str
    came_with: str | None = None
    survivor: str | None = None
    merged_at: datetime | None = None
    absorbed: list[str] = field(default_factory=list)
    built_upon: bool = False


@dataclass
class LifeModel:
    """`holders` of phones: until the news of a former phone is heard, it stays its former holder's."""

    venues: tuple[str, ...]
    reviewed: bool
    undone_within: timedelta = timedelta(days=30)
    people: dict[str, Person] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)  # of phones: what a release names

    def state(self, member_id: str) -> str:
        return self.people[member_id].state if member_id in self.people else "none"

    def not_active(self, *members: str) -> set[type[Refusal]]:
        why = {"registered": None, "pending": c.MemberPending, "merged": c.MemberMerged}
        return {no for no in (why.get(self.state(m), c.MemberNotRegistered) for m in members) if no}

    # --- joining ---

    def register(self, wish: c.RegisterMember, by: Actor) -> Answer:
        against: set[type[Refusal]] = set()
        if self.state(wish.member_id) != "none":
            against.add(c.MemberAlreadyRegistered)
        if wish.venue_id not in self.venues:
            against.add(c.VenueNotOpen)
        if wish.phone in self.holders:
            against.add(c.PhoneTaken)
        if against:
            return against
        waits = self.reviewed and wish.channel != "import"
        state = "pending" if waits else "registered"
        self.people[wish.member_id] = Person(wish.phone, state, by.id, wish.import_id)
        self.holders[wish.phone] = wish.member_id
        joined = (
            told(c.RegistrationSubmitted, submitted_by=by.id) if waits else told(c.MemberRegistered, phone=wish.phone)
        )
        return [joined, told(c.MemberNumberClaimed), told(c.PhoneClaimed, member_id=wish.member_id)]

    def review(self, wish: c.ApproveRegistration | c.RejectRegistration, by: Actor) -> Answer:
        """Who entered a registration does not answer it."""
        if self.state(wish.member_id) != "pending":
            return {c.NothingToReview}
        person = self.people[wish.member_id]
        if person.entered_by == by.id:
            return {c.OwnRegistration}
        if isinstance(wish, c.ApproveRegistration):
            person.state = "registered"
            return [told(c.MemberRegistered, member_id=wish.member_id, approved_by=by.id, phone=person.phone)]
        person.state = "rejected"
        return [told(c.RegistrationRejected, member_id=wish.member_id, rejected_by=by.id)]

    # --- phones ---

    def change_phone(self, wish: c.ChangePhone) -> Answer:
        against = self.not_active(wish.member_id)
        if against:
            return against
        person = self.people[wish.member_id]
        if person.phone == wish.phone:
            return []
        holder = self.holders.get(wish.phone)
        if holder not in (None, wish.member_id):
            return {c.PhoneTaken}
        person.phone, person.built_upon = wish.phone, True
        self.holders[wish.phone] = wish.member_id
        claimed = [] if holder else [told(c.PhoneClaimed, member_id=wish.member_id)]
        return [told(c.PhoneChanged, member_id=wish.member_id, phone=wish.phone), *claimed]

    def release(self, wish: c.ReleasePhone) -> Answer:
        """Free again, unless it is somebody else's by now, or the member's own again."""
        phone = self.digests[wish.phone_index]
        person = self.people[wish.member_id]
        own_again = person.phone == phone and person.state in ("pending", "registered", "merged")
        if self.holders.get(phone) != wish.member_id or own_again:
            return []
        del self.holders[phone]
        return [told(c.PhoneReleased, member_id=wish.member_id)]

    # --- one person, two records ---

    def merge(self, wish: c.MergeMembers, now: datetime) -> Answer:
        if wish.survivor_id == wish.merged_id:
            return {c.MergeWithItself}
        against = self.not_active(wish.survivor_id, wish.merged_id)
        if self.state(wish.merged_id) != "none" and self.people[wish.merged_id].absorbed:
            against.add(c.MergeTwiceOver)
        if against:
            return against
        merged, survivor = self.people[wish.merged_id], self.people[wish.survivor_id]
        merged.state, merged.survivor, merged.merged_at = "merged", wish.survivor_id, now
        survivor.absorbed.append(wish.merged_id)
        return [
            told(c.MembersMerged, survivor_id=wish.survivor_id, merged_id=wish.merged_id),
            told(c.MemberAbsorbed, survivor_id=wish.survivor_id, merged_id=wish.merged_id),
        ]

    def undo(self, wish: c.UndoMerge, now: datetime) -> Answer:
        """Within some days, and not once the person who goes on was erased: the other is then erased, too."""
        merged = self.people.get(wish.merged_id)
        if merged is None or merged.state != "merged" or merged.survivor != wish.survivor_id:
            return {c.MergeNotUndone}
        assert merged.merged_at is not None
        if now > merged.merged_at + self.undone_within or self.state(wish.survivor_id) == "erased":
            return {c.MergeNotUndone}
        merged.state = "registered"
        self.people[wish.survivor_id].absorbed.remove(wish.merged_id)
        return [told(c.MergeUndone, merged_id=wish.merged_id), told(c.MemberSeparated, survivor_id=wish.survivor_id)]

    # --- ends ---

    def erase(self, wish: c.EraseMember, service: bool) -> Answer:
        """What the platform asks itself for is never refused for ever."""
        if self.state(wish.member_id) not in WITH_DATA:
            return [] if service else {c.MemberNotRegistered}
        person = self.people[wish.member_id]
        person.state = "erased"
        return [told(c.MemberErased, member_id=wish.member_id, also=tuple(person.absorbed))]

    def withdraw(self, wish: c.WithdrawImported) -> Answer:
        person = self.people.get(wish.member_id)
        if person is None or person.state not in WITH_DATA or person.came_with != wish.import_id:
            return {c.NotOfThisImport}
        if person.built_upon or person.absorbed or person.state == "merged":
            return {c.BuiltUpon}
        person.state = "erased"
        return [told(c.ImportWithdrawn, member_id=wish.member_id, import_id=wish.import_id)]

    # --- what must hold ---

    def whose_phone(self) -> list[Told]:
        """No two people of the chain have one phone, and each holds their own."""
        standing = {i: p for i, p in self.people.items() if p.state in ("pending", "registered", "merged")}
        assert len({person.phone for person in standing.values()}) == len(standing)
        assert all(self.holders[person.phone] == member_id for member_id, person in standing.items())
        return []
