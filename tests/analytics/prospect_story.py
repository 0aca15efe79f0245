"""Prospects on their way: for reports and for `story.life`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import Event
from shared.contracts.members import (
    ContactCorrected,
    ContactRecorded,
    GuestErased,
    GuestRecorded,
    LostReason,
    ProspectAssigned,
    ProspectContacted,
    ProspectMoved,
    ProspectOpened,
    ProspectSource,
    ProspectStage,
    ProspectStagesPublished,
    StageMeans,
)
from shared.ids import derived_id
from tests.analytics.clerk_story import entered

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)
MEANS: dict[str, StageMeans] = {"new": "open", "visited": "visited", "trial": "tried", "won": "won", "lost": "lost"}


def stages(edition: int = 1, price: str = "Price") -> ProspectStagesPublished:
    return ProspectStagesPublished(
        edition=edition, from_day=date(2026, 1, 1),
        stages=tuple(ProspectStage(stage=s, name=s.title(), name_zh=s, means=means) for s, means in MEANS.items()),
        lost_reasons=(LostReason(reason="price", name=price, name_zh="价格"),),
    )  # fmt: skip


class Lead:
    """The events of one prospect, in the order in which they are asked for."""

    def __init__(self, name: str, venue: str, source: ProspectSource = "phone", owner: str | None = None) -> None:
        self.guest, self.name, self.venue = derived_id("lead", name), name, venue
        self.source: ProspectSource = source
        self.owner, self.stage = owner, "new"

    def recorded(self) -> GuestRecorded:
        return GuestRecorded(guest_id=self.guest, venue_id=self.venue, name="sealed", phone=None)

    def opened(self, day: date = DAY) -> ProspectOpened:
        return ProspectOpened(
            guest_id=self.guest, venue_id=self.venue, day=day, source=self.source, stage="new", name="New",
            name_zh="新", means="open", owner_id=self.owner, referred_by=None, follow_up_on=None,
        )  # fmt: skip

    def moved(self, stage: str, day: date = DAY) -> ProspectMoved:
        former, self.stage = self.stage, stage
        return ProspectMoved(
            guest_id=self.guest, day=day, former=former, stage=stage, name=stage, name_zh=stage, means=MEANS[stage],
            reason="price" if stage == "lost" else None, note=None, follow_up_on=None,
        )  # fmt: skip

    def called(self) -> ProspectContacted:
        return ProspectContacted(
            contact_id=derived_id("call", self.name), guest_id=self.guest, way="phone", from_guest=False, note="sealed",
            follow_up_on=None,
        )  # fmt: skip

    def handed(self, venue: str, owner: str | None) -> ProspectAssigned:
        return ProspectAssigned(guest_id=self.guest, owner_id=owner, venue_id=venue)


def tell_prospects(
    tell: Callable[[Event, datetime], None], chance: Random, members: Sequence[str], venues: Sequence[str]
) -> None:
    """One that is lost, so that no table is empty, and one of everybody; and what else a desk writes and corrects.

    With dice of its own: what came before in a life stays as it was.
    """
    lost = Lead("always", venues[0])
    events: list[Event] = [stages(), lost.recorded(), lost.opened(), lost.moved("lost")]
    for member in members:
        venue, note = chance.choice(venues), derived_id("lately", member)
        events += any_prospect(chance, member, venue, chance.choice(venues))
        said = {"contact_id": note, "member_id": member, "from_member": True, "note": "sealed"}
        events += [
            ContactRecorded(**said, way="phone", follow_up_by=None, follow_up_on=None),
            ContactCorrected(**said, way="sms"),
            entered(f"guest of {member}", derived_id("lead", member), "desk", "guest", venue),
            entered(f"figure of {member}", member, "coach", "measurement"),
        ]
    for event in events:
        tell(event, AT + timedelta(minutes=chance.randint(-50_000, 50_000)))


def any_prospect(chance: Random, name: str, venue: str, other: str) -> Iterator[Event]:
    lead = Lead(name, venue, chance.choice(["phone", "website"]))
    yield from (lead.recorded(), lead.opened())
    for stage in chance.choice([[], ["visited"], ["visited", "trial", "won"], ["lost", "new"], ["lost"]]):
        yield lead.moved(stage)
    if chance.random() < 0.5:
        yield from (lead.called(), lead.handed(other, derived_id("clerk")))
    if chance.random() < 0.2:
        yield GuestErased(guest_id=lead.guest)
