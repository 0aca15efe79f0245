"""Where a member stands: the fold of the member's own stream that every part of the service decides by. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from shared.contracts.members import (
    ImportWithdrawn,
    MemberAbsorbed,
    MemberErased,
    MemberMerged,
    MemberNotRegistered,
    MemberPending,
    MemberRegistered,
    MemberSeparated,
    MembersMerged,
    MemberWasGuest,
    MergeUndone,
    PhoneChanged,
    RegistrationRejected,
    RegistrationSubmitted,
)

Status = Literal["none", "pending", "registered", "rejected", "merged", "erased"]


@dataclass(frozen=True)
class Life:
    """none ─▶ [pending ─▶] registered ─▶ merged ─▶ erased; pending ─▶ rejected."""

    status: Status = "none"
    venue_id: str = ""
    phone: str = ""
    name: str = ""
    submitted: RegistrationSubmitted | None = None
    survivor_id: str = ""
    merged_at: datetime | None = None
    absorbed: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()

    @property
    def has_data(self) -> bool:
        return self.status not in ("none", "erased")

    @property
    def active(self) -> bool:
        return self.status == "registered"

    @property
    def keeps_phone(self) -> bool:
        return self.has_data and self.status != "rejected"


def stream(member_id: str) -> str:
    return f"member-{member_id}"


def check_registered(life: Life, member_id: str) -> None:
    """Raise MemberNotRegistered, or what explains it better, unless the member is active."""
    match life.status:
        case "registered":
            return
        case "pending":
            raise MemberPending(member_id=member_id)
        case "merged":
            raise MemberMerged(member_id=member_id, survivor_id=life.survivor_id)
    raise MemberNotRegistered(member_id=member_id)


def whose(event: Any) -> str:
    """The member in whose stream an event of life stands."""
    return str(event.stream_name).removeprefix("member-")


def evolve(life: Life, event: Any) -> Life:
    """`life` after an event of the member's stream; others leave it as it is."""
    match event:
        case RegistrationSubmitted():
            known = replace(life, status="pending", submitted=event)
            return replace(known, venue_id=event.venue_id, phone=event.phone, name=event.name)
        case MemberRegistered():
            known = replace(life, status="registered", submitted=None)
            return replace(known, venue_id=event.venue_id, phone=event.phone, name=event.name)
        case RegistrationRejected():
            return replace(life, status="rejected", submitted=None)
        case PhoneChanged(phone=phone):
            return replace(life, phone=phone)
        case MembersMerged(survivor_id=survivor_id, merged_at=merged_at):
            return replace(life, status="merged", survivor_id=survivor_id, merged_at=merged_at)
        case MergeUndone():
            return replace(life, status="registered", survivor_id="", merged_at=None)
        case MemberAbsorbed(merged_id=merged_id):
            return replace(life, absorbed=(*life.absorbed, merged_id))
        case MemberSeparated(merged_id=merged_id):
            return replace(life, absorbed=tuple(other for other in life.absorbed if other != merged_id))
        case MemberWasGuest(guest_id=guest_id):
            return replace(life, guests=(*life.guests, guest_id))
        case MemberErased() | ImportWithdrawn():
            return replace(life, status="erased", phone="", name="")
    return life
