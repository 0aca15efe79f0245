"""Staff: who works for the chain, in which roles and where."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Personal,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.venue import VenueNotOpen

StaffRole = Literal["head_office", "venue_manager", "front_desk", "coach", "finance_clerk"]


class StaffAlreadyHired(Refusal):
    """A staff id stands for one person."""

    staff_id: str
    says = Text("Staff {staff_id} is hired already.", "员工 {staff_id} 已入职。")
    remedy = Text("Change the roles instead.", "请改为调整其岗位权限。")


class StaffNotEmployed(Refusal):
    """Rights are granted to people who are employed."""

    staff_id: str
    says = Text("Staff {staff_id} is not employed.", "员工 {staff_id} 不在职。")
    remedy = Text("Hire the person first.", "请先办理入职。")


class StaffStillEmployed(Refusal):
    """Who works here has a name."""

    staff_id: str
    says = Text("Staff {staff_id} is still employed.", "员工 {staff_id} 仍在职。")
    remedy = Text("Dismiss the person first.", "请先办理离职。")


class HireStaff(Command, by=(HEAD_OFFICE,), refuses=(StaffAlreadyHired, VenueNotOpen)):
    """Take a person on, with roles at some venues or (no venues given) at the whole chain."""

    staff_id: Id
    name: Personal
    roles: tuple[StaffRole, ...]
    venues: tuple[Id, ...] | None = None


class StaffHired(Event, stream="staff-{staff_id}", person="staff_id", unreported="not asked"):
    """A person works for the chain from now on."""

    staff_id: Id
    name: Personal


class GrantRoles(Command, by=(HEAD_OFFICE,), refuses=(StaffNotEmployed, VenueNotOpen)):
    """Give a staff member exactly these roles at these venues; what was granted before ends."""

    staff_id: Id
    roles: tuple[StaffRole, ...]
    venues: tuple[Id, ...] | None = None


class RolesGranted(Event, stream="staff-{staff_id}", unreported="not asked"):
    """A staff member may act in these roles, at these venues (None: the whole chain), and in no others."""

    staff_id: Id
    roles: tuple[StaffRole, ...]
    venues: tuple[Id, ...] | None


class DismissStaff(Command, by=(HEAD_OFFICE,), refuses=(StaffNotEmployed,)):
    """End a person's employment; all rights end within seconds."""

    staff_id: Id


class StaffDismissed(Event, stream="staff-{staff_id}", unreported="not asked"):
    """The person no longer works for the chain."""

    staff_id: Id


class EraseStaff(Command, by=(HEAD_OFFICE,), refuses=(StaffStillEmployed, StaffNotEmployed)):
    """Destroy the key of a former employee's personal data: name and appraisals; what was done stays, under the id."""

    staff_id: Id


class StaffErased(Event, stream="staff-{staff_id}", erases="staff_id", unreported="not asked"):
    """A former employee's personal data can no longer be read by anyone."""

    staff_id: Id


class StaffRow(Row):
    """A person who works or worked for the chain, with the rights now held."""

    staff_id: Id
    name: Personal
    employed: bool
    roles: tuple[str, ...]
    venues: tuple[Id, ...] | None


class ListStaff(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=StaffRow):
    """All staff."""


class StaffRights(Query, by=(SERVICE,), answers=StaffRow):
    """The rights of one staff member, as they are now; for the gateway's tokens."""

    staff_id: Id
