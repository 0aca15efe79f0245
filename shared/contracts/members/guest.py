"""Guests: people who visit without being members, who brought them, and trials that are not had again and again."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Personal,
    PersonalDay,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import NOT_ACTIVE
from shared.contracts.members.venue import VenueNotOpen


class GuestNotRecorded(Refusal):
    """There is no such guest, or no longer."""

    guest_id: Id
    status = 404
    says = Text("No guest {guest_id} is recorded.", "没有访客 {guest_id}。")
    remedy = Text(
        "Record the guest first; who was erased is recorded as a new guest.",
        "请先登记访客；资料已注销的，按新访客登记。",
    )


class GuestIsMember(Refusal):
    """Who has joined is a guest no more."""

    member_id: Id
    says = Text("This person is the member {member_id}.", "此人已是会员 {member_id}。")
    remedy = Text("Open the member.", "请直接打开该会员。")


class IdentityTooThin(Refusal):
    """Who tries for free, or comes on somebody's guest pass, says who they are."""

    status = 422
    says = Text("A guest needs a phone number, or name and birth date.", "体验或来访需提供手机号，或姓名与出生日期。")
    remedy = Text("Ask for one of them.", "请补充其中一项。")


class TrialHadBefore(Refusal):
    """Trials are for who has not tried; anywhere in the chain."""

    trial_id: Id
    venue_id: Id
    day: Day
    says = Text(
        "This person had the trial {trial_id} at venue {venue_id} on {day}.",
        "此人已于 {day} 在场馆 {venue_id} 体验过（{trial_id}）。",
    )
    remedy = Text("Offer a day pass or a membership.", "请推荐单次票或会员卡。")


class RecordGuestVisit(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    refuses=(VenueNotOpen, GuestIsMember, GuestNotRecorded),
):
    """A guest is here; who is new is recorded with it, and who brought them. Who was erased comes as a new guest."""

    guest_id: Id
    visit_id: Id
    venue_id: Id
    name: Personal
    phone: Phone | None = None
    brought_by: Id | None = None  # a member


class GuestRecorded(Event, stream="guest-{guest_id}", person="guest_id"):
    """A person visits who is no member."""

    guest_id: Id
    venue_id: Id
    name: Personal
    phone: Phone | None


class CorrectGuest(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), refuses=(GuestNotRecorded, GuestIsMember)):
    """Say a guest's name or phone right; what is left open stays."""

    guest_id: Id
    name: Personal | None = None
    phone: Phone | None = None


class GuestCorrected(Event, stream="guest-{guest_id}", person="guest_id", unreported="desk"):
    """A guest's name or phone is this; None: unchanged."""

    guest_id: Id
    name: Personal | None
    phone: Phone | None


class GuestVisited(Event, stream="guest-{guest_id}"):
    """A guest was at a venue, on a day of its zone."""

    guest_id: Id
    visit_id: Id
    venue_id: Id
    day: Day
    brought_by: Id | None


class GrantTrial(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    refuses=(GuestNotRecorded, GuestIsMember, IdentityTooThin, TrialHadBefore, VenueNotOpen),
):
    """Let a guest try for free; matched in the whole chain over guest id, phone, name with birth date, device and card."""

    trial_id: Id
    guest_id: Id
    venue_id: Id
    phone: Phone | None = None
    name: Personal | None = None
    birth_date: PersonalDay | None = None
    device: Personal | None = None
    payment_card: Personal | None = None


class TrialGranted(Event, stream="guest-{guest_id}"):
    """A guest tries for free."""

    trial_id: Id
    guest_id: Id
    venue_id: Id
    day: Day


class TrialCounted(Event, stream="trial-{index}", unreported="own use"):
    """A trial was had under this sign of a person, known as a keyed digest."""

    index: str
    trial_id: Id
    venue_id: Id
    day: Day


class ConvertGuest(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), refuses=(*NOT_ACTIVE, GuestNotRecorded, GuestIsMember)
):
    """A guest has become this member: visits and trials belong to the member's history."""

    guest_id: Id
    member_id: Id


class GuestConverted(Event, stream="guest-{guest_id}"):
    """A guest is a member now."""

    guest_id: Id
    member_id: Id


class MemberWasGuest(Event, stream="member-{member_id}", unreported="own use"):
    """A member was this guest before."""

    member_id: Id
    guest_id: Id


class EraseGuest(Command, by=(HEAD_OFFICE, SERVICE), refuses=(GuestNotRecorded,)):
    """Destroy the key of a guest's personal data; visits stay, without a name.

    Who was entered and never approved is known by that entry (`entry_id`) alone.
    """

    guest_id: Id
    entry_id: Id | None = None


class GuestErased(Event, stream="guest-{guest_id}", erases="guest_id"):
    """A guest's personal data can no longer be read by anyone."""

    guest_id: Id


class GuestRow(Row):
    """A guest with what is known of the visits."""

    guest_id: Id
    name: Personal
    phone: Phone | None
    visits: int
    trials: int
    first_day: Day | None
    last_day: Day | None
    brought_by: tuple[Id, ...]
    member_id: Id | None


class ListGuests(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=GuestRow):
    """Guests of the asker's venues; with `still_guests_after` only those who came that often and never joined."""

    still_guests_after: int = 0
