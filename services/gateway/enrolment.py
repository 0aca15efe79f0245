"""Who gets a way in: members who register, staff and devices by head office. Who loses it: see `departures`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.gateway.doors import Circumstances
from services.gateway.log_in import login_of, standing
from services.gateway.logins import Device, Kind, Login
from services.gateway.messenger import code_message
from services.gateway.parts import Parts, parts
from services.gateway.passwords import check_strength
from services.gateway.visitors import DEVICE_TOKEN, GATEWAY
from shared.contracts.members import (
    CheckCode,
    ClaimAccount,
    ContactNotProven,
    ExtraAnswer,
    RegisterMember,
    SendCode,
    StaffNotEmployed,
)
from shared.ids import derived_id


def send_code(phone: str | None, email: str | None, address: str, by: Circumstances) -> str:
    """Have `members` make a code, and deliver it; answers the id of the proof. Raises TooManyCodes, NoMessenger."""
    of = parts()
    gateway, proof_id = on_behalf(by), of.new_id()
    wish = SendCode(proof_id=proof_id, phone=phone, email=email, network_address=address)
    of.doors.execute("members", "SendCode", wish.wire(), gateway, derived_id("code", proof_id))
    for row in of.doors.query("members", "CodeToDeliver", {"proof_id": proof_id}, gateway)["rows"]:
        of.messenger.send(code_message(row["phone"] or row["email"], row["code"]))
    return proof_id


def check_code(proof_id: str, code: str, by: Circumstances) -> None:
    """Raises ContactNotProven; a wrong code is counted."""
    of = parts()
    wish = CheckCode(proof_id=proof_id, code=code)
    of.doors.execute("members", "CheckCode", wish.wire(), on_behalf(by), of.new_id())
    if not proof_state(proof_id, by)["proven"]:
        raise ContactNotProven


def proof_state(proof_id: str, by: Circumstances) -> Mapping[str, Any]:
    rows = parts().doors.query("members", "ProofState", {"proof_id": proof_id}, on_behalf(by))["rows"]
    return rows[0] if rows else {"proven": False, "member_id": None}


def on_behalf(by: Circumstances) -> Circumstances:
    """The gateway itself, in the visitor's flow."""
    return replace(by, actor=GATEWAY.actor)


def register(form: Mapping[str, Any], by: Circumstances, address: str, command_id: str) -> dict[str, Any]:
    """Register a member and give them a login. The same command id again does what is still missing, once."""
    of = parts()
    check_strength(form["password"])
    member_id = derived_id("member", command_id)
    asked = {name: value for name, value in form.items() if name not in ("password", "extra")}
    extra = tuple(ExtraAnswer(**answer) for answer in form["extra"])
    wish = RegisterMember(member_id=member_id, network_address=address, extra=extra, **asked)
    answer = of.doors.execute("members", "RegisterMember", wish.wire(), by, command_id)
    status = standing(member_id, answer["after"])
    login = new_login(of, member_id, "member", form["phone"], form)
    of.logins.add(replace(login, pending=status == "pending"), of.clock(), replace=False)
    return {"member_id": member_id, "status": status, "after": answer["after"]}


def claim(form: Mapping[str, Any], by: Circumstances) -> dict[str, Any]:
    """Give the owner of a proven phone a login, or a new password. Raises ContactNotProven."""
    of = parts()
    check_strength(form["password"])
    member_id = proof_state(form["proof_id"], by)["member_id"]
    if member_id is None:
        raise ContactNotProven
    wish = ClaimAccount(member_id=member_id, phone=form["phone"], proof_id=form["proof_id"])
    answer = of.doors.execute("members", "ClaimAccount", wish.wire(), on_behalf(by), of.new_id())
    of.logins.add(new_login(of, member_id, "member", form["phone"], form), of.clock(), replace=True)
    return {"member_id": member_id, "status": "registered", "after": answer["after"]}


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
