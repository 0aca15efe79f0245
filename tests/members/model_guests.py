"""Guests, trials and invitations by the rules alone.

From the README of members, its contracts and features-and-rules 53: one person has so many trials in the whole chain,
and is brought so often within some months, known by phone, by name with birth date, by device or payment card, or as
the guest they are; a level brings so many within its ladder's months, whichever these are; who has joined, or is gone,
is no guest; what waits for a check takes effect by the rules of then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts import Actor, Refusal
from shared.contracts import members as c
from shared.venue_time import add_months
from tests.machine import Answer, Told, told

Signs = frozenset[tuple[str, ...]]
Who = c.GrantTrial | c.InviteGuest


def signs_of(wish: Who) -> Signs:
    """What stands for a person, each alone; spaces and capitals of a name do not count."""
    known = {("phone", wish.phone), ("device", wish.device), ("card", getattr(wish, "payment_card", None))}
    if wish.name and wish.birth_date:
        known.add(("born", "".join(wish.name.split()).lower() + wish.birth_date))
    return frozenset((kind, value) for kind, value in known if value)


@dataclass
class Guest:
    recorded: bool = False
    erased: bool = False
    member_id: str | None = None
    name: str | None = None
    phone: str | None = None
    visits: set[str] = field(default_factory=set)
    trials: list[str] = field(default_factory=list)


@dataclass
class Invitation:
    wish: c.InviteGuest
    day: date
    signs: Signs
    status: str = "open"


@dataclass
class GuestsModel:
    """`waiting`: what was entered and nobody has checked, by entry; `holders` of phones are members."""

    zones: dict[str, str]
    members: set[str]
    review: str
    most_trials: int
    most_visits: int
    within_months: int
    days_ahead: int
    level_passes: dict[str, int]  # of members, within the same months
    editions: list[tuple[str, date, bool]]  # of the chain's waiver: from a day on, and whether it demands to sign anew
    guests: dict[str, Guest] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    had: list[tuple[Signs, str]] = field(default_factory=list)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    signed: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, tuple[str, str, c.RecordGuestVisit | c.CorrectGuest, datetime]] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)

    def day(self, venue_id: str, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zones[venue_id])).date()

    def of(self, guest_id: str) -> Guest:
        return self.guests.setdefault(guest_id, Guest())

    def known(self, guest_id: str) -> set[type[Refusal]]:
        guest = self.of(guest_id)
        return set() if guest.recorded and not guest.erased else {c.GuestNotRecorded}

    # --- the desk enters, a second person checks ---

    def enter(self, wish: c.RecordGuestVisit | c.CorrectGuest, by: Actor, now: datetime) -> Answer:
        answer = self.effect(wish, now, self.review != "approve_first")
        if isinstance(answer, set) or not answer or self.review == "none":
            return answer
        made = told(c.EntryMade, subject_id=wish.guest_id, mode=self.review, maker=by.id, command=type(wish).__name__)
        return [made] if self.review == "approve_first" else [*answer, made]

    def effect(self, wish: c.RecordGuestVisit | c.CorrectGuest, at: datetime, now: bool) -> Answer:
        return self.visit(wish, at, now) if isinstance(wish, c.RecordGuestVisit) else self.correct(wish, now)

    def visit(self, wish: c.RecordGuestVisit, at: datetime, now: bool) -> Answer:
        guest, against = self.of(wish.guest_id), set[type[Refusal]]()
        if wish.venue_id not in self.zones:
            against.add(c.VenueNotOpen)
        if guest.member_id:
            against.add(c.GuestIsMember)
        if against or wish.visit_id in guest.visits:
            return against or []
        here = told(c.GuestVisited, guest_id=wish.guest_id, visit_id=wish.visit_id, day=self.day(wish.venue_id, at))
        who = [] if guest.recorded else [told(c.GuestRecorded, guest_id=wish.guest_id, name=wish.name)]
        if now:
            guest.visits.add(wish.visit_id)
            if not guest.recorded:
                guest.recorded, guest.name, guest.phone = True, wish.name, wish.phone
        return [*who, here]

    def correct(self, wish: c.CorrectGuest, now: bool) -> Answer:
        guest, against = self.of(wish.guest_id), self.known(wish.guest_id)
        if guest.member_id:
            against.add(c.GuestIsMember)
        if against:
            return against
        name = None if wish.name == guest.name else wish.name
        phone = None if wish.phone == guest.phone else wish.phone
        if now:
            guest.name, guest.phone = name or guest.name, phone or guest.phone
        right = told(c.GuestCorrected, guest_id=wish.guest_id, name=name, phone=phone)
        return [right] if name or phone else []

    def check(self, wish: c.CheckEntry, by: Actor) -> Answer:
        if wish.entry_id not in self.waiting or wish.entry_id in self.checked:
            return {c.EntryNotOpen}
        guest_id, maker, entered, at = self.waiting[wish.entry_id]
        if guest_id != wish.subject_id or self.of(guest_id).erased:
            return {c.EntryNotOpen}
        if maker == by.id:
            return {c.OwnEntry}
        effect: Answer = []
        if wish.right and self.review == "approve_first":
            effect = self.effect(entered, at, True)
        if isinstance(effect, set):
            return effect
        self.checked.add(wish.entry_id)
        return [told(c.EntryChecked, subject_id=guest_id, maker=maker, checker=by.id, right=wish.right), *effect]

    # --- trials, joining, erasure ---

    def grant(self, wish: c.GrantTrial, now: datetime) -> Answer:
        guest, against, signs = self.of(wish.guest_id), self.known(wish.guest_id), signs_of(wish)
        if wish.venue_id not in self.zones:
            against.add(c.VenueNotOpen)
        if guest.member_id or wish.phone in self.holders:
            against.add(c.GuestIsMember)
        if not against and wish.trial_id in guest.trials:
            return []
        if not {"phone", "born"} & {kind for kind, _ in signs}:
            against.add(c.IdentityTooThin)
        if len({trial for under, trial in self.had if under & signs}) >= self.most_trials:
            against.add(c.TrialHadBefore)
        if against:
            return against
        guest.trials.append(wish.trial_id)
        self.had.append((signs, wish.trial_id))
        day = self.day(wish.venue_id, now)
        counted = [told(c.TrialCounted, trial_id=wish.trial_id, venue_id=wish.venue_id, day=day) for _ in signs]
        return [told(c.TrialGranted, trial_id=wish.trial_id, guest_id=wish.guest_id, day=day), *counted]

    def under_other_signs(self, wish: c.GrantTrial) -> bool:
        """Whether this guest had a trial, of which the signs given now tell nothing."""
        signs, trials = signs_of(wish), self.of(wish.guest_id).trials
        return wish.trial_id not in trials and any(trial in trials and not under & signs for under, trial in self.had)

    def convert(self, wish: c.ConvertGuest) -> Answer:
        guest, against = self.of(wish.guest_id), self.known(wish.guest_id)
        if wish.member_id not in self.members:
            against.add(c.MemberNotRegistered)
        if guest.member_id not in (None, wish.member_id):
            against.add(c.GuestIsMember)
        if against or guest.member_id:
            return against or []
        guest.member_id = wish.member_id
        both = {"guest_id": wish.guest_id, "member_id": wish.member_id}
        had = [told(c.TrialMatched, member_id=wish.member_id, trial_id=trial) for trial in guest.trials]
        return [told(c.GuestConverted, **both), told(c.MemberWasGuest, **both), *had]

    def erase(self, wish: c.EraseGuest) -> Answer:
        """Who was entered and never approved is known by that entry alone."""
        guest = self.of(wish.guest_id)
        waits = wish.entry_id in self.waiting and self.waiting[wish.entry_id][0] == wish.guest_id
        if not guest.recorded and not waits:
            return {c.GuestNotRecorded}
        if guest.erased:
            return []
        guest.erased = True
        return [told(c.GuestErased, guest_id=wish.guest_id)]

    # --- invitations ---

    def invite(self, wish: c.InviteGuest, now: datetime, staff: bool) -> Answer:
        if wish.invitation_id in self.invitations:
            return []
        if wish.venue_id not in self.zones:
            return {c.VenueNotOpen}
        today, guest = self.day(wish.venue_id, now), self.of(wish.guest_id)
        day, signs = wish.day or today, signs_of(wish) | {("guest", wish.guest_id)}
        against: set[type[Refusal]] = set() if wish.member_id in self.members else {c.MemberNotRegistered}
        if not today <= day <= today + timedelta(days=self.days_ahead):
            against.add(c.InvitationDayNotPossible)
        if guest.erased:
            against.add(c.GuestNotRecorded)
        if not wish.phone and not wish.birth_date:
            against.add(c.IdentityTooThin)
        if guest.member_id or wish.phone in self.holders:
            against.add(c.GuestIsMember if staff else c.GuestNotPossible)
        standing = [each for each in self.invitations.values() if each.status != "ended"]
        if self.too_often([each.day for each in standing if each.signs & signs], day, self.most_visits):
            against.add(c.GuestCameTooOften if staff else c.GuestNotPossible)
        passes = self.level_passes.get(wish.member_id, 0)
        taken = [each.day for each in standing if each.wish.by_level and each.wish.member_id == wish.member_id]
        if wish.by_level and (not passes or self.too_often(taken, day, passes)):
            against.add(c.LevelPassesUsed if passes else c.NoLevelPasses)
        if against:
            return against
        who = [] if guest.recorded else [told(c.GuestRecorded, guest_id=wish.guest_id, name=wish.name)]
        if not guest.recorded:
            guest.recorded, guest.name, guest.phone = True, wish.name, wish.phone
        invitation = self.invitations[wish.invitation_id] = Invitation(wish, day, signs)
        to_sign = self.to_sign(wish.guest_id, day)
        lapses = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(self.zones[wish.venue_id]))
        names = {"invitation_id": wish.invitation_id, "guest_id": wish.guest_id, "member_id": wish.member_id}
        return [*who, told(c.GuestInvited, **names, day=day, to_sign=to_sign, lapses_at=lapses), *counted(invitation)]

    def too_often(self, others: list[date], day: date, most: int) -> bool:
        """Some stretch of so many months that holds the day would have more than are allowed."""
        last = day
        while add_months(last, -self.within_months) < day:
            if sum(add_months(last, -self.within_months) < other <= last for other in others) >= most:
                return True
            last += timedelta(days=1)
        return False

    def edition_on(self, day: date) -> int:
        """The number of the waiver in force on a day; 0: none yet."""
        return max((n for n, (_, from_day, _) in enumerate(self.editions, 1) if from_day <= day), default=0)

    def to_sign(self, guest_id: str, day: date) -> str | None:
        current = self.edition_on(day)
        demanded = [n for n, (_, from_day, anew) in enumerate(self.editions, 1) if anew and from_day <= day]
        enough = self.signed.get(guest_id, 0) >= max(demanded, default=1)
        return None if not current or enough else self.editions[current - 1][0]

    def sign(self, wish: c.SignAsGuest, by: Actor) -> Answer:
        known = self.invitations.get(wish.invitation_id)
        about = known and (known.wish.guest_id, known.wish.venue_id) == (wish.guest_id, wish.venue_id)
        if known is None or known.status != "open" or not about:
            return {c.InvitationNotOpen}
        against, current = self.known(wish.guest_id), self.edition_on(known.day)
        if not current:
            return against | {c.DocumentNotPublished}
        if wish.edition != self.editions[current - 1][0]:
            against.add(c.EditionNotToSign)
        if against or self.signed.get(wish.guest_id, 0) >= current:
            return against or []
        self.signed[wish.guest_id] = current
        return [told(c.GuestSigned, guest_id=wish.guest_id, number=current, edition=wish.edition, witnessed_by=by.id)]

    def withdraw(self, wish: c.WithdrawInvitation) -> Answer:
        known = self.invitations.get(wish.invitation_id)
        if known is None or known.wish.member_id != wish.member_id or known.status == "used":
            return {c.InvitationNotOpen}
        return self.end(wish.invitation_id, "withdrawn")

    def end(self, invitation_id: str, how: str) -> Answer:
        known = self.invitations.get(invitation_id)
        if known is None or known.status != "open":
            return []
        known.status = "ended"
        freed = [told(c.GuestUncounted, invitation_id=invitation_id) for _ in known.signs]
        if known.wish.by_level:
            freed.append(told(c.LevelPassFreed, member_id=known.wish.member_id, invitation_id=invitation_id))
        return [told(c.InvitationEnded, invitation_id=invitation_id, how=how), *freed]

    def came(self, wish: c.NoteGuestCame) -> Answer:
        """However late the news: the guest was there, so it counts."""
        known = self.invitations.get(wish.invitation_id)
        if known is None or known.status == "used":
            return []
        anew, known.status = counted(known) if known.status == "ended" else [], "used"
        guest_id = known.wish.guest_id
        self.of(guest_id).visits.add(wish.invitation_id)
        here = told(c.GuestVisited, guest_id=guest_id, visit_id=wish.invitation_id, brought_by=known.wish.member_id)
        return [told(c.InvitationUsed, invitation_id=wish.invitation_id), here, *anew]

    def not_come(self, wish: c.NoteGuestNotCame) -> Answer:
        known = self.invitations.get(wish.invitation_id)
        if known is None or known.status != "used":
            return []
        known.status = "open"
        back = told(c.GuestVisitTakenBack, guest_id=known.wish.guest_id, visit_id=wish.invitation_id)
        return [told(c.InvitationReopened, invitation_id=wish.invitation_id), back]

    # --- what must hold ---

    def nobody_tries_too_often(self) -> None:
        """Under whatever sign of a person."""
        assert all(len(guest.trials) == len(set(guest.trials)) for guest in self.guests.values())
        for sign in {sign for signs, _ in self.had for sign in signs}:
            assert sum(sign in signs for signs, _ in self.had) <= self.most_trials


def counted(known: Invitation) -> list[Told]:
    """Under each sign of the person, and among the passes of the level if it is on one."""
    invitation = {"invitation_id": known.wish.invitation_id, "day": known.day}
    taken = [told(c.LevelPassTaken, member_id=known.wish.member_id, **invitation)] if known.wish.by_level else []
    return [*(told(c.GuestCounted, **invitation) for _ in known.signs), *taken]
