"""Invitations: a member brings a guest on a day, on a guest pass of their card; and people who are brought too often."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    NetworkAddress,
    Personal,
    PersonalDay,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.document import DocumentNotPublished, EditionNotToSign
from shared.contracts.members.guest import GuestIsMember, GuestNotRecorded, IdentityTooThin
from shared.contracts.members.life import NOT_ACTIVE
from shared.contracts.members.rights import GrantedRight
from shared.contracts.members.venue import VenueNotOpen

InvitationEnd = Literal["withdrawn", "lapsed", "not_paid"]


class GuestCameTooOften(Refusal):
    """Who comes again and again is to join: a person is brought so often at most, whoever brings them and where."""

    visits: int
    most: int
    months: int
    again: Day
    says = Text(
        "This person was brought, or is announced, {visits} times within {months} months; {most} are allowed.",
        "此人在 {months} 个月内作为访客到访或已预约共 {visits} 次，最多 {most} 次。",
    )
    remedy = Text(
        "Offer a membership or a day pass; as a guest again from {again} on.",
        "请推荐会员卡或单次票；{again} 起可再次作为访客。",
    )


class GuestNotPossible(Refusal):
    """A member is not told why: it would tell them whether somebody is a member, or comes with others."""

    says = Text("This person cannot be invited.", "暂不能邀请此人。")
    remedy = Text("Ask at the desk.", "请到前台咨询。")


class InvitationDayNotPossible(Refusal):
    """Guests are announced for today or a day soon."""

    day: Day
    first: Day
    last: Day
    status = 422
    says = Text("Guests are not announced for {day}.", "不能为 {day} 预约访客。")
    remedy = Text("Choose a day from {first} to {last}.", "请选择 {first} 至 {last} 之间的日期。")


class InvitationNotOpen(Refusal):
    """There is no such invitation of this member, or it is over."""

    invitation_id: Id
    says = Text("No invitation {invitation_id} is open.", "没有待使用的邀请 {invitation_id}。")
    remedy = Text("See the invitations of the member.", "请查看该会员的邀请列表。")


class NoLevelPasses(Refusal):
    """Some levels bring guests without a pass of a card."""

    member_id: Id
    says = Text("The level of member {member_id} gives no guest passes.", "会员 {member_id} 的等级没有访客名额。")
    remedy = Text("Invite on a pass of the card, or sell a day pass.", "请使用会员卡的访客名额，或购买单次票。")


class LevelPassesUsed(Refusal):
    """A level brings so many guests within the months of the ladder, whichever months that are."""

    passes: int
    months: int
    again: Day
    says = Text(
        "All {passes} guest passes that the level gives within {months} months are used.",
        "该等级 {months} 个月内的 {passes} 个访客名额已用完。",
    )
    remedy = Text(
        "Invite on a pass of the card, or for {again} or later.", "请使用会员卡的访客名额，或预约 {again} 或之后。"
    )


class InviteGuest(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        VenueNotOpen,
        *NOT_ACTIVE,
        GuestNotRecorded,
        GuestIsMember,
        IdentityTooThin,
        GuestCameTooOften,
        GuestNotPossible,
        InvitationDayNotPossible,
        NoLevelPasses,
        LevelPassesUsed,
    ),
):
    """`member_id` brings a guest to a venue on a day (None: today) by a guest pass of the card; who is new is recorded.

    Whether a pass is there, cards says with `GuestPassHeld` or `GuestPassNotHeld`. The guest is known by phone, or by name
    and birth date, whatever id is used: who was brought too often within the policy's months is refused.

    `by_level`: on a guest pass that the member's level gives, not one of the card, whose days and hours hold all the same.
    """

    invitation_id: Id
    guest_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    name: Personal
    day: Day | None = None
    phone: Phone | None = None
    birth_date: PersonalDay | None = None
    device: Personal | None = None
    by_level: bool = False


class GuestInvited(Event, stream="invitation-{invitation_id}", unreported="said elsewhere"):
    """A member brings this guest on that day, if the card has a pass. It lapses with the day.

    `to_sign` is the edition of the venue's waiver that the guest has yet to sign (None: nothing). `signs` are the keyed
    digests under which the visit counts for the person. `by_level` is the right of the member's level that it is on.
    """

    invitation_id: Id
    guest_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day
    to_sign: str | None
    lapses_at: Instant
    signs: tuple[str, ...]
    by_level: GrantedRight | None = None


class LevelPassTaken(Event, stream="levelpasses-{member_id}", unreported="said elsewhere"):
    """One guest pass of the member's level is taken for that day."""

    member_id: Id
    invitation_id: Id
    day: Day


class LevelPassFreed(Event, stream="levelpasses-{member_id}", unreported="said elsewhere"):
    """The guest does not come: the pass of the level is there again."""

    member_id: Id
    invitation_id: Id


class GuestCounted(Event, stream="guestsign-{index}", unreported="said elsewhere"):
    """Under this sign of a person somebody is brought on that day."""

    index: str
    invitation_id: Id
    venue_id: Id
    day: Day


class GuestUncounted(Event, stream="guestsign-{index}", unreported="said elsewhere"):
    """The person did not come on that invitation: it counts no more."""

    index: str
    invitation_id: Id


class SignAsGuest(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    refuses=(InvitationNotOpen, DocumentNotPublished, EditionNotToSign, GuestNotRecorded),
):
    """The guest has signed the waiver of the venue, before the eyes of the desk; `signature` is what was written."""

    invitation_id: Id
    guest_id: Id
    venue_id: Id
    edition: str
    signature: Personal
    network_address: NetworkAddress | None = None


class GuestSigned(Event, stream="guest-{guest_id}", person="guest_id", unreported="said elsewhere"):
    """The waiver binds this guest; a later edition that demands it is signed anew."""

    guest_id: Id
    invitation_id: Id
    card_id: Id
    scope: str
    venue_id: Id
    number: int
    edition: str
    witnessed_by: str
    signature: Personal
    network_address: NetworkAddress | None


class WithdrawInvitation(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), refuses=(InvitationNotOpen,)):
    """The guest will not come; the pass is free again."""

    invitation_id: Id
    member_id: Id


class EndInvitation(Command, by=(SERVICE,)):
    """The day is over, or no pass of the card pays for the guest."""

    invitation_id: Id
    how: InvitationEnd


class InvitationEnded(Event, stream="invitation-{invitation_id}", unreported="said elsewhere"):
    """Nobody came on it: withdrawn by the member or the desk, lapsed with its day, or no pass paid for it."""

    invitation_id: Id
    guest_id: Id
    member_id: Id
    card_id: Id
    how: InvitationEnd


class NoteGuestCame(Command, by=(SERVICE,)):
    """cards let the guest in."""

    invitation_id: Id
    guest_id: Id
    venue_id: Id
    day: Day


class InvitationUsed(Event, stream="invitation-{invitation_id}", unreported="said elsewhere"):
    """The guest came."""

    invitation_id: Id
    guest_id: Id
    member_id: Id


class NoteGuestNotCame(Command, by=(SERVICE,)):
    """cards took the guest's entry back: it was a mistake."""

    invitation_id: Id
    guest_id: Id


class InvitationReopened(Event, stream="invitation-{invitation_id}", unreported="own use"):
    """The guest had not come after all: they may yet, until the invitation lapses."""

    invitation_id: Id
    guest_id: Id
    member_id: Id
    lapses_at: Instant


class GuestVisitTakenBack(Event, stream="guest-{guest_id}", unreported="own use"):
    """The guest was not here on that visit."""

    guest_id: Id
    visit_id: Id


class InvitationRow(Row):
    """A guest and who brings them. `status`: open, used, withdrawn, lapsed, not_paid; `to_sign`: the waiver, if it is not."""

    invitation_id: Id
    guest_id: Id
    name: Personal
    member_id: Id
    host: Personal | None
    card_id: Id
    venue_id: Id
    day: Day
    status: str
    to_sign: str | None


class InvitedGuests(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=InvitationRow):
    """Who is brought to a venue on a day, and by whom."""

    venue_id: Id
    day: Day


class GuestsOfMember(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=InvitationRow):
    """Whom a member brought and brings, the latest day first."""

    member_id: Id
