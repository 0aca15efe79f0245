"""One trial for a person, under whichever record: trial cards of members and free trials of guests count together."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id


class NoteTrialSigns(Command, by=(SERVICE,)):
    """Phone, name or birth date of a member are known, or they bought a trial card: what stands for them as a person?"""

    member_id: Id
    card_id: Id | None = None  # the trial card
    venue_id: Id | None = None  # which sold it


class TrialSignsNoted(Event, stream="trialsof-{member_id}", unreported="own use"):
    """These signs stand for the member where trials are counted, as keyed digests; and a trial card that they bought."""

    member_id: Id
    signs: tuple[str, ...]
    card_id: Id | None
    venue_id: Id | None
    day: Day


class MatchTrial(Command, by=(SERVICE,)):
    """Whoever has one of these signs is the same person: whose trial was it, and who has had theirs?"""

    member_id: Id
    signs: tuple[str, ...]
    card_id: Id | None
    venue_id: Id | None
    day: Day


class TrialSignCarried(Event, stream="trial-{index}", unreported="own use"):
    """A member has this sign of a person, known as a keyed digest."""

    index: str
    member_id: Id


class TrialMatched(Event, stream="trialsof-{member_id}", unreported="own use"):
    """The person whose record this is had that trial, under another record or as a guest: there is no other for them."""

    member_id: Id
    trial_id: Id  # of a guest, or the trial card
    venue_id: Id
    day: Day
