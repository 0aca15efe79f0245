"""Where a member stands: the fold of the member's own stream that every part of the service decides by. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from shared.contracts.members import (
    MemberErased,
    MemberMerged,
    MemberNotRegistered,
    MemberPending,
    MemberRegistered,
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
    absorbed: tuple[str, ...] = ()

    @property
    def has_data(self) -> bool:
        return self.status not in ("none", "erased")


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
        case MemberErased():
            return replace(life, status="erased", phone="", name="")
    return life
