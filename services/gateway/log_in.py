"""Logging in: the same answer, and the same time, for a wrong password and for a login that nobody has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from marshmallow import ValidationError

from services.gateway.logins import Login
from services.gateway.parts import Parts, parts
from services.gateway.passwords import check_strength
from services.gateway.refusals import LoginRefused, RegistrationUnderReview
from services.gateway.requests import address
from services.gateway.visitors import GATEWAY, Visitor
from shared.contracts.fields import Kind, PhoneField

PHONE = PhoneField(Kind("phone"))


@dataclass(frozen=True)
class Opened:
    """A session that has just begun."""

    token: str
    visitor: Visitor


def login_of(text: str, of: Parts) -> str:
    """What a login is kept as: a staff member's name in lower case, or the digest of a member's phone number."""
    text = text.strip()
    if not text.startswith("+"):
        return text.lower()
    try:
        return of.index.of("phone", PHONE.deserialize(text)).hex()
    except ValidationError:
        return text  # nobody's login


def log_in(login: str, password: str) -> Opened:
    """Raises LoginRefused, LockedOut, Overloaded."""
    return open_session(checked(login_of(login, parts()), password))


def checked(login: str, password: str) -> Login:
    """The login, proven by its password; every wrong one counts."""
    of, now = parts(), parts().clock()
    keys = of.index.of("attempt", login), of.index.of("address", address())
    of.lockout.attempt(*keys, now)
    found = of.logins.find(login)
    right = of.passwords.matches(found.password_hash if found else None, password)
    if found is None or not right:
        raise LoginRefused
    of.lockout.succeeded(*keys, now)
    if of.passwords.is_outdated(found.password_hash):
        of.logins.strengthen(found.person_id, of.passwords.hash(password))
    return found


def open_session(login: Login) -> Opened:
    of, now = parts(), parts().clock()
    if login.pending:
        check_admitted(login)
    token = of.new_token()
    of.logins.open(token, login, now)
    visitor = of.visitors.of(token, now, used=True)
    if not visitor.known:  # dismissed since
        of.logins.close(token)
        raise LoginRefused
    return Opened(token, visitor)


def check_admitted(login: Login) -> None:
    """Raise RegistrationUnderReview unless the venue has agreed meanwhile."""
    if standing(str(login.person_id)) != "registered":
        raise RegistrationUnderReview
    parts().logins.admit(login.person_id)


def standing(member_id: str, after: str | None = None) -> str:
    """`pending`, `registered`, …, as `members` has it; `after`: once it stands on this."""
    rows = parts().doors.query("members", "MemberStanding", {"member_id": member_id}, GATEWAY, after)["rows"]
    return str(rows[0]["status"]) if rows else "none"


def change_password(visitor: Visitor, password: str, new: str) -> Opened:
    """Raises LoginRefused if `password` is not the present one, PasswordTooWeak."""
    of = parts()
    known = of.logins.of_person(visitor.actor.id)
    if known is None:
        raise LoginRefused
    login = checked(known.login, password)
    check_strength(new, login.login)
    of.logins.set_password(login.person_id, of.passwords.hash(new), of.clock())
    return open_session(replace(login, must_change=False))
