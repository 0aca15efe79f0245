"""Who gets a way in: members who register, staff and devices by head office. Who loses it: see `departures`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.gateway.doors import Circumstances
from services.gateway.log_in import login_of
from services.gateway.logins import Device, Kind, Login
from services.gateway.parts import Parts, parts
from services.gateway.passwords import check_strength
from services.gateway.visitors import DEVICE_TOKEN
from shared.contracts.members import RegisterMember, StaffNotEmployed
from shared.ids import derived_id


def register(form: Mapping[str, Any], by: Circumstances, command_id: str) -> dict[str, Any]:
    """Register a member and give them a login. The same command id again does what is still missing, once."""
    of = parts()
    check_strength(form["password"])
    member_id = derived_id("member", command_id)
    asked = {name: value for name, value in form.items() if name != "password"}
    wish = RegisterMember(member_id=member_id, channel="online", **asked)
    answer = of.doors.execute("members", "RegisterMember", wish.wire(), by, command_id)
    login = new_login(of, member_id, "member", form["phone"], form)
    of.logins.add(login, of.clock(), replace=False)
    return {"member_id": member_id, "after": answer["after"]}


def enrol_staff(form: Mapping[str, Any]) -> None:
    """Give an employed person a login, or a new password. Raises StaffNotEmployed, LoginTaken, PasswordTooWeak."""
    of = parts()
    check_strength(form["password"], form["login"])
    if of.rights.of(form["staff_id"]) is None:
        raise StaffNotEmployed(staff_id=form["staff_id"])
    login = new_login(of, form["staff_id"], "staff", form["login"], form, must_change=True)
    if not of.logins.add(login, of.clock(), replace=True):
        raise StaffNotEmployed(staff_id=form["staff_id"])


def new_login(
    of: Parts, person_id: str, kind: Kind, login: str, form: Mapping[str, Any], must_change: bool = False
) -> Login:
    password_hash = of.passwords.hash(form["password"])
    return Login(UUID(person_id), kind, login_of(login, of), password_hash, must_change, form["language"])


def enrol_device(form: Mapping[str, Any], issued_by: str) -> str:
    """The token of a device; it is shown once, and the one before is void."""
    of = parts()
    token = DEVICE_TOKEN + of.new_token()
    device = Device(UUID(form["device_id"]), UUID(form["venue_id"]))
    of.logins.add_device(token, device, issued_by, of.clock())
    return token
