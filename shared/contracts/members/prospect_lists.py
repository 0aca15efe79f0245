"""What is seen of prospects: who is followed up, what is to be done today, and all that happened with one."""

from __future__ import annotations

from typing import Literal

from shared.contracts import COACH, Day, Id, Personal, Phone, Query, Row
from shared.contracts.members.prospect import STAGING


class ProspectRow(Row):
    """A prospect as it stands; `overdue`: promised for a day before today and not done."""

    guest_id: Id
    name: Personal
    phone: Phone | None
    venue_id: Id
    source: str
    opened_day: Day
    stage: str
    stage_name: str
    stage_name_zh: str
    means: str
    since: Day
    owner_id: Id | None
    referred_by: Id | None
    follow_up_on: Day | None
    overdue: bool
    last_contact_at: str | None
    visits: int
    trials: int
    lost_reason: str | None
    member_id: Id | None


class ListProspects(Query, by=STAGING, answers=ProspectRow):
    """Prospects of the asker's venues who are followed up, or joined, or were given up; the longest due first; 200 at most."""

    venue_id: Id | None = None
    stage: str | None = None
    owner_id: Id | None = None
    standing: Literal["open", "won", "lost"] = "open"


class DueFollowUpRow(Row):
    """Somebody who is to be followed up today or was before: a member or a prospect; `note` is what was said last."""

    kind: Literal["member", "prospect"]
    person_id: Id
    name: Personal
    phone: Phone | None
    venue_id: Id
    owner_id: Id | None
    follow_up_on: Day
    overdue: bool
    stage: str | None
    contact_id: Id | None
    note: Personal | None


class DueFollowUps(Query, by=(*STAGING, COACH), answers=DueFollowUpRow):
    """What the desk has to do today, or one owner: promises to members and prospects, the longest due first; 200 at most."""

    owner_id: Id | None = None


class ProspectStepRow(Row):
    """Something that happened with a prospect: opened, moved, assigned or contacted."""

    at: str
    by: str
    what: str
    stage: str | None
    reason: str | None
    owner_id: Id | None
    way: str | None
    note: Personal | None
    follow_up_on: Day | None


class ProspectHistory(Query, by=STAGING, answers=ProspectStepRow):
    """All that happened with a prospect, the newest first; also after they joined."""

    guest_id: Id
