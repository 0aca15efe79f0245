"""Gates without a connection: signed lists of whom to let in, devices that say how they are, and what they upload later."""

from __future__ import annotations

from shared.contracts import (
    DEVICE,
    FRONT_DESK,
    HEAD_OFFICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    HappenedTooLongAgo,
    Id,
    Instant,
    ManagerEntersLate,
    Note,
    Part,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardNotIssued
from shared.contracts.cards.gate import Direction
from shared.contracts.cards.terms import WeeklyHours
from shared.contracts.cards.venue import GateNotOpen


class OfflineEntry(Part):
    """Whom a gate lets in without asking, on the venue's days from `first` to before `until`, within `hours` (none: always).

    `key` is the SHA-256 in hexadecimal of `<salt>.<what was read>`: a number as it is kept, a chip's id in capitals, or of
    a code `<card>.<epoch>`. It tells nothing of a person.
    """

    key: str
    first: Day
    until: Day
    hours: tuple[WeeklyHours, ...] = ()


class OfflineListPage(Row):
    """A page of the list of a venue. Pages whose `version` differs are of two lists: begin again with the first.

    `signature` (`GateKeys`) is over these lines, each without its end: `L1 <venue_id> <version> <made_at> <expires_at>
    <page>/<pages> <salt>`, then one an entry: `<key> <first> <until>` and for each of its hours ` <weekdays>@<opens>-<closes>`.
    A list is worth nothing from `expires_at` on.
    """

    venue_id: Id
    version: str
    made_at: Instant
    expires_at: Instant
    page: int
    pages: int
    salt: str
    entries: tuple[OfflineEntry, ...]
    signature: str


class OfflineList(Query, by=(DEVICE, VENUE_MANAGER, HEAD_OFFICE), answers=OfflineListPage):
    """Whom a venue's gates let in while they cannot ask: every card that opens doors there, members in grace included."""

    venue_id: Id
    page: int = 1


class ConfirmOfflineList(Command, by=(DEVICE,), refuses=(GateNotOpen,)):
    """A device is well and holds this list (None: none yet). It says so every minute; its id is that of its log-in."""

    venue_id: Id
    list_version: str | None = None
    expires_at: Instant | None = None


class GateDeviceHeard(Event, stream="gatedevice-{device_id}-{day}"):
    """The device was well at `at`. Told when its list changed, else at most twice in the time that makes it count as down."""

    device_id: str
    venue_id: Id
    day: Day
    at: Instant
    list_version: str | None
    expires_at: Instant | None


class GateDeviceRow(Row):
    """A device of a venue: `down` where it was silent for too long, `list_expired` where it holds no list that is worth anything."""

    device_id: str
    venue_id: Id
    heard_at: Instant
    silent_seconds: int
    down: bool
    list_version: str | None
    expires_at: Instant | None
    list_expired: bool


class GateDevices(Query, by=STAFF, answers=GateDeviceRow):
    """The devices of a venue, the longest silent first."""

    venue_id: Id


class UploadSwipe(
    Command,
    by=(DEVICE, FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE),
    refuses=(CardNotIssued, GateNotOpen, ManagerEntersLate, HappenedTooLongAgo),
    late_days=31,
):
    """What a gate did while it could not ask, at the time with which the command comes: it is a fact, whatever the rules say.

    Of a gate that was cut off longer, a manager hands in what it kept. The same `swipe_id` counts once. `list_version` is the list that it was judged by; the rest is as in `SwipeCard`.
    """

    swipe_id: Id
    card_id: Id
    venue_id: Id
    direction: Direction = "in"
    number: str | None = None
    code: str | None = None
    holder_id: Id | None = None
    list_version: str | None = None


class OfflineSwipeConflict(Event, stream="card-{card_id}"):
    """Somebody came in on this card while the gate was offline, whom it would have refused for this reason.

    `counted`: an EntryGranted of the same swipe tells what it used. Else no lot could pay for it, and none did.
    """

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant
    reason: Reason
    counted: bool
    list_version: str | None
    code: str | None = None


class ConflictUnknown(Refusal):
    """No such swipe of this card waits for somebody to look at it."""

    swipe_id: str
    status = 404
    says = Text("Swipe {swipe_id} is no open conflict.", "刷卡 {swipe_id} 不是待处理的冲突。")
    remedy = Text("Look at the open conflicts.", "请查看待处理冲突。")


class SettleOfflineConflict(Command, by=(FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE), refuses=(ConflictUnknown,)):
    """Somebody has looked at it, and says what came of it."""

    swipe_id: Id
    card_id: Id
    venue_id: Id
    outcome: Note


class OfflineConflictSettled(Event, stream="card-{card_id}"):
    """The conflict was looked at."""

    swipe_id: Id
    card_id: Id
    venue_id: Id
    outcome: Note


class OfflineConflictRow(Row):
    """An entry that the rules would have refused, and what came of it (None: nobody has looked yet)."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    at: Instant
    uploaded_at: Instant
    reason: Reason
    counted: bool
    list_version: str | None
    outcome: str | None
    zone: str | None = None  # by whose clock the times in the reason are read


class OfflineConflicts(Query, by=STAFF, answers=OfflineConflictRow):
    """The last 500 conflicts of a venue, open ones first."""

    venue_id: Id
