"""Prospects by the rules alone: one person is followed up once in the chain, through the stages of the day.

From the README of members and its contract: the phone keeps a second desk from following up the same person, and who
registers with it is that guest; a visit, a trial and joining move a prospect by themselves, ahead or back from being
given up; one promise stands at a time, in which a move keeps the earlier of it and what the stage asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts import Refusal
from shared.contracts import members as c
from tests.machine import Answer, Told, told


@dataclass
class Guest:
    recorded: bool = False
    erased: bool = False
    member_id: str | None = None
    came: c.StageMeans = "open"
    visits: set[str] = field(default_factory=set)


@dataclass
class Prospect:
    venue_id: str
    stage: str
    means: c.StageMeans
    owner_id: str | None
    promise: date | None
    reminded: date | None = None
    contacts: set[str] = field(default_factory=set)
    phone: str | None = None


@dataclass
class ProspectsModel:
    """`leads`: which guest a phone stands for; `holders`: which member; who gave it up is in neither."""

    zones: dict[str, str]
    staff: set[str]
    editions: list[c.PublishProspectStages] = field(default_factory=list)
    guests: dict[str, Guest] = field(default_factory=dict)
    prospects: dict[str, Prospect] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)

    def of(self, guest_id: str) -> Guest:
        return self.guests.setdefault(guest_id, Guest())

    def day(self, venue_id: str, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zones[venue_id])).date()

    # --- stages ---

    def publish(self, wish: c.PublishProspectStages, now: datetime) -> Answer:
        if self.editions and self.editions[-1] == wish:
            return []
        against = set[type[Refusal]]()
        if wish.from_day < now.date():
            against.add(c.StagesStartInThePast)
        means, codes = [each.means for each in wish.stages], [each.stage for each in wish.stages]
        ends = [each for each in wish.stages if each.means in ("won", "lost") and each.follow_up_days is not None]
        reasons = [each.reason for each in wish.lost_reasons]
        right = means[:1] == ["open"] and means.count("won") == 1 and "lost" in means and reasons and not ends
        once = means.count("visited") <= 1 and means.count("tried") <= 1
        unlike = len(codes) == len(set(codes)) and len(reasons) == len(set(reasons))
        within = all(0 <= (each.follow_up_days or 0) <= 366 for each in wish.stages)
        if not (right and once and unlike and within):
            against.add(c.StagesNotPossible)
        if against:
            return against
        self.editions.append(wish)
        return [told(c.ProspectStagesPublished, edition=len(self.editions), from_day=wish.from_day)]

    def binding(self, now: datetime) -> c.PublishProspectStages | None:
        """The newest day binds, then the latest published."""
        begun = [edition for edition in self.editions if edition.from_day <= now.date()]
        newest = max((edition.from_day for edition in begun), default=None)
        return next((edition for edition in reversed(begun) if edition.from_day == newest), None)

    # --- from asking to joining ---

    def open(self, wish: c.OpenProspect, now: datetime) -> Answer:
        if wish.venue_id not in self.zones:
            return {c.VenueNotOpen}
        guest, against, today = self.of(wish.guest_id), set[type[Refusal]](), self.day(wish.venue_id, now)
        if wish.guest_id in self.prospects and not guest.erased:
            return []
        if guest.erased or not (guest.recorded or wish.name):
            against.add(c.GuestNotRecorded)
        if guest.member_id or wish.phone in self.holders:
            against.add(c.GuestIsMember)
        lead = self.leads.get(wish.phone or "", wish.guest_id)
        if lead != wish.guest_id and not self.of(lead).erased and not self.of(lead).member_id:
            against.add(c.ProspectKnown)
        if wish.owner_id and wish.owner_id not in self.staff:
            against.add(c.StaffNotEmployed)
        if wish.follow_up_on and wish.follow_up_on < today:
            against.add(c.PromiseInThePast)
        edition = self.binding(now)
        if edition is None or against:
            return against if edition else against | {c.StagesNotPublished}
        stage = next((each for each in edition.stages if each.means == guest.came), edition.stages[0])
        promise = self.promised(wish.follow_up_on, None, stage, today)
        self.prospects[wish.guest_id] = Prospect(wish.venue_id, stage.stage, stage.means, wish.owner_id, promise)
        self.prospects[wish.guest_id].phone = wish.phone
        who = [] if guest.recorded else [told(c.GuestRecorded, guest_id=wish.guest_id, name=wish.name)]
        guest.recorded = True
        claim = [told(c.LeadClaimed, guest_id=wish.guest_id)] if wish.phone else []
        self.leads |= {wish.phone: wish.guest_id} if wish.phone else {}
        facts = {"stage": stage.stage, "means": stage.means, "owner_id": wish.owner_id, "follow_up_on": promise}
        return [*who, told(c.ProspectOpened, guest_id=wish.guest_id, day=today, **facts), *claim]

    def promised(self, by_hand: date | None, before: date | None, stage: c.ProspectStage, today: date) -> date | None:
        if stage.means in ("won", "lost"):
            return None
        of_stage = today + timedelta(days=stage.follow_up_days) if stage.follow_up_days is not None else None
        return by_hand or min([day for day in (before, of_stage) if day is not None], default=None)

    def followed(self, guest_id: str) -> set[type[Refusal]]:
        guest = self.of(guest_id)
        if guest_id not in self.prospects or guest.erased:
            return {c.ProspectNotOpen}
        return {c.GuestIsMember} if guest.member_id else set()

    def move(self, wish: c.MoveProspect, now: datetime) -> Answer:
        against, edition = self.followed(wish.guest_id), self.binding(now)
        if against or edition is None:
            return against or {c.StagesNotPublished}
        prospect = self.prospects[wish.guest_id]
        stage = next((each for each in edition.stages if each.stage == wish.stage and each.means != "won"), None)
        if stage is None:
            return {c.StageUnknown}
        if stage.means == "lost" and wish.reason not in [each.reason for each in edition.lost_reasons]:
            return {c.LostReasonMissing}
        if stage.stage == prospect.stage:
            return []
        today = self.day(prospect.venue_id, now)
        if wish.follow_up_on and wish.follow_up_on < today:
            return {c.PromiseInThePast}
        return [self.moved(wish.guest_id, stage, today, wish.follow_up_on, wish.reason)]

    def moved(
        self, guest_id: str, stage: c.ProspectStage, today: date, by_hand: date | None = None, why: str | None = None
    ) -> Told:
        prospect = self.prospects[guest_id]
        former, promise = prospect.stage, self.promised(by_hand, prospect.promise, stage, today)
        prospect.stage, prospect.means, prospect.promise = stage.stage, stage.means, promise
        facts = {"former": former, "stage": stage.stage, "means": stage.means, "follow_up_on": promise}
        return told(c.ProspectMoved, day=today, reason=why if stage.means == "lost" else None, **facts)

    def came(self, wish: c.NoteProspectCame, now: datetime) -> Answer:
        """Nobody is put behind where they are; who joined stays so."""
        prospect, edition = self.prospects.get(wish.guest_id), self.binding(now)
        if prospect is None or edition is None or prospect.means == "won" or self.of(wish.guest_id).erased:
            return []
        codes = [each.stage for each in edition.stages]
        stage = next((each for each in edition.stages if each.means == wish.means), None)
        if stage is None:
            return []
        at = codes.index(prospect.stage) if prospect.stage in codes else -1
        if wish.means != "won" and prospect.means != "lost" and codes.index(stage.stage) <= at:
            return []
        return [self.moved(wish.guest_id, stage, self.day(prospect.venue_id, now))]

    def assign(self, wish: c.AssignProspect) -> Answer:
        against = self.followed(wish.guest_id)
        if wish.owner_id and wish.owner_id not in self.staff:
            against.add(c.StaffNotEmployed)
        if wish.venue_id and wish.venue_id not in self.zones:
            against.add(c.VenueNotOpen)
        if against:
            return against
        prospect = self.prospects[wish.guest_id]
        now_at = (wish.owner_id, wish.venue_id or prospect.venue_id)
        if now_at == (prospect.owner_id, prospect.venue_id):
            return []
        prospect.owner_id, prospect.venue_id = now_at
        return [told(c.ProspectAssigned, guest_id=wish.guest_id, owner_id=now_at[0], venue_id=now_at[1])]

    def contact(self, wish: c.RecordProspectContact, now: datetime) -> Answer:
        against = self.followed(wish.guest_id)
        if against:
            return against
        prospect = self.prospects[wish.guest_id]
        if wish.contact_id in prospect.contacts:
            return []
        if wish.follow_up_on and wish.follow_up_on < self.day(prospect.venue_id, now):
            return {c.PromiseInThePast}
        prospect.contacts.add(wish.contact_id)
        prospect.promise, prospect.reminded = wish.follow_up_on, None
        return [told(c.ProspectContacted, contact_id=wish.contact_id, follow_up_on=wish.follow_up_on)]

    def remind(self, wish: c.RemindOfProspect) -> Answer:
        """Of what is promised now, once."""
        prospect, guest = self.prospects.get(wish.guest_id), self.of(wish.guest_id)
        gone = guest.erased or guest.member_id is not None
        if prospect is None or gone or prospect.promise != wish.follow_up_on or prospect.reminded == wish.follow_up_on:
            return []
        prospect.reminded = wish.follow_up_on
        return [told(c.ProspectDue, guest_id=wish.guest_id, owner_id=prospect.owner_id, follow_up_on=prospect.promise)]

    def match(self, phone: str, member_id: str) -> Answer:
        guest_id = self.leads.get(phone)
        if guest_id is None or member_id not in self.members:
            return []
        guest = self.of(guest_id)
        if guest.erased or guest.member_id:
            return []
        guest.member_id = member_id
        both = {"guest_id": guest_id, "member_id": member_id}
        return [told(c.GuestConverted, **both), told(c.MemberWasGuest, **both)]

    # --- what must hold ---

    def one_person_is_followed_up_once(self) -> None:
        going = {i for i in self.prospects if not self.of(i).erased and not self.of(i).member_id}
        assert all(self.prospects[guest_id].means != "won" for guest_id in going)
        phones = [self.prospects[guest_id].phone for guest_id in going if self.prospects[guest_id].phone]
        assert len(phones) == len(set(phones))
        ended = [p for p in self.prospects.values() if p.means == "won"]
        assert all(prospect.promise is None for prospect in ended)
