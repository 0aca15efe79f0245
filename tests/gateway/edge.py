"""A gateway for tests: the real application in front of doors that check tokens and rights as the real ones do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from psycopg_pool import ConnectionPool
from werkzeug.test import TestResponse

from services.gateway.app import create_app
from services.gateway.captcha import Captcha
from services.gateway.doors import Doors
from services.gateway.lockout import Lockout
from services.gateway.logins import Logins
from services.gateway.messenger import Sandbox
from services.gateway.parts import Index, Limits, Parts
from services.gateway.passwords import Passwords
from services.gateway.quota import Quota
from services.gateway.sandbox import Cashier
from services.gateway.visitors import NOBODY, StaffRights, Visitor, Visitors
from shared.authority import Signer, TrustedKey, Verifier, allow, encode_key, public_key
from shared.contracts import DEVICE, EVERYONE, PROVIDER, SERVICE, Actor, Event, catalogue, service_of
from shared.contracts.fields import instant_text
from shared.ids import new_id
from shared.telemetry import Health

KEY = encode_key(bytes(range(32)))
RING = {"gateway": TrustedKey(public_key(KEY), frozenset((*EVERYONE, DEVICE, PROVIDER, SERVICE)))}
SECRETS = ("whsec-new", "whsec-old")
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NO_LIMITS = Limits(*[1_000_000] * 3)
JSON = dict[str, Any]


@dataclass
class Call:
    """What arrived at a door."""

    service: str
    method: str
    name: str
    body: JSON
    call: JSON
    actor: Actor


@dataclass
class FakeDoors:
    """Doors of all services: tokens are verified, rights are enforced, commands are remembered by their id."""

    clock: Callable[[], datetime]
    answers: dict[str, Any] = field(default_factory=dict)  # by name: rows, an exception, or a function of the params
    calls: list[Call] = field(default_factory=list)
    done: dict[str, JSON] = field(default_factory=dict)
    happened: list[JSON] = field(default_factory=list)

    def call(self, service: str, method: str, args: Sequence[Any], timeout: float) -> Any:
        if method == "feed":
            return self.feed(*args)
        name, body, call = args
        actor = Verifier(RING).actor(call["token"], service, self.clock())
        message = cast(Any, catalogue.by_name[name])
        assert service_of(message) == service
        allow(actor, message.load(body))
        self.calls.append(Call(service, method, name, body, call, actor))
        answer = self.answers.get(name)
        if isinstance(answer, Exception):
            raise answer
        if method == "query":
            return {"rows": answer(body) if callable(answer) else answer or [], "position": 7}
        repeated = call["command_id"] in self.done
        first = answer or {"position": 7, "streams": {f"{service}-1": 1}, "after": f"{service}@7"}
        return self.done.setdefault(call["command_id"], first) | {"repeated": repeated}

    def feed(self, after: int, limit: int, call: JSON) -> JSON:
        """What `members` published: `happened` behind a position."""
        assert Verifier(RING).actor(call["token"], "members", self.clock()).has(SERVICE)
        if away := self.answers.get("feed"):
            raise away
        events = [event for event in self.happened if event["position"] > after][:limit]
        return {"events": events, "position": events[-1]["position"] if events else after}

    def publish(self, event: Event) -> None:
        position, now = len(self.happened) + 1, instant_text(self.clock())
        self.happened.append({
            "id": new_id(), "source": "members", "type": type(event).__name__, "schema": type(event).version,
            "stream": "member-1", "version": position, "position": position, "previous": position - 1,
            "happened_at": now, "recorded_at": now, "actor": "x", "command_id": new_id(), "data": event.wire(),
        })  # fmt: skip

    @property
    def last(self) -> Call:
        return self.calls[-1]


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at or datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


class Pass:
    """Visitors whose tokens are their roles, such as `front_desk` or `member`; no database."""

    def of(self, token: str, now: datetime, used: bool) -> Visitor:
        return VISITORS.get(token, NOBODY)


VENUE, OTHER_VENUE, MEMBER_ID, STAFF_ID = (new_id() for _ in range(4))


def staff(role: str, venues: tuple[str, ...] | None = (VENUE,)) -> Visitor:
    return Visitor(Actor(STAFF_ID, (cast(Any, role),), venues), "staff", "zh")


VISITORS = {
    "head_office": staff("head_office", None),
    **{role: staff(role) for role in ("venue_manager", "front_desk", "coach", "finance_clerk")},
    "member": Visitor(Actor(MEMBER_ID, (cast(Any, "member"),), member_id=MEMBER_ID), "member", "zh"),
    "device": Visitor(Actor(new_id(), (DEVICE,), (VENUE,)), "device"),
    "newcomer": replace(staff("front_desk"), must_change=True),
}


class Uncounted:
    """Takes any number of requests; no database."""

    def take(self, limits: Mapping[bytes, int], now: datetime) -> int | None:
        return None


class Edge:
    """The application, its doors and its clock. Without a database only what needs none can be used."""

    def __init__(self, pool: ConnectionPool[Any] | None = None):
        self.clock, self.seconds = Clock(), 0.0
        self.doors = FakeDoors(self.clock)
        calls = Doors(self.doors, Signer("gateway", KEY), self.clock)
        self.rights = StaffRights(calls, lambda: self.seconds)
        logins = Logins(cast(Any, pool))
        cashier = Cashier(SECRETS[0], self.deliver, self.clock, new_id)
        self.parts = Parts(
            doors=calls,
            visitors=Visitors(logins, self.rights) if pool else Pass(),
            rights=self.rights,
            logins=logins,
            lockout=Lockout(cast(Any, pool)),
            quota=Quota(pool) if pool else Uncounted(),
            passwords=Passwords(QUICK),
            index=Index("of the tests"),
            clock=self.clock,
            webhook_secrets=SECRETS,
            captcha=Captcha(cast(Any, pool), b"of the tests", cost=1),
            messenger=Sandbox(),
            cashier=cashier,
            limits=NO_LIMITS,
        )
        self.app = create_app(self.parts, Health())

    def reset(self) -> Edge:
        """As new; making an application takes a quarter of a second."""
        self.doors.calls.clear(), self.doors.answers.clear(), self.doors.done.clear(), self.doors.happened.clear()
        self.clock.at, self.seconds = Clock().at, self.seconds + 60
        return self

    def deliver(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Any]:
        answer = self.browser().post("/webhooks/sandbox", data=body, headers=dict(headers))
        return answer.status_code, answer.json

    def browser(self) -> FlaskClient:
        """A client with cookies of its own."""
        return self.app.test_client()

    def get(self, path: str, by: str | None = None, **more: Any) -> TestResponse:
        return self.browser().get(path, headers=headers(by, more.pop("headers", {})), **more)

    def post(self, path: str, body: Any, by: str | None = None, **more: Any) -> TestResponse:
        return self.browser().post(path, json=body, headers=headers(by, more.pop("headers", {})), **more)

    def hire(self, roles: Sequence[str], venues: Sequence[str] | None = None, employed: bool = True) -> str:
        """A staff member as `members` knows one; answers the id."""
        staff_id = new_id()
        row = {"staff_id": staff_id, "name": "Li", "employed": employed, "roles": roles, "venues": venues}
        known = self.doors.answers.setdefault("StaffRights", StaffTable())
        known.rows[staff_id] = row
        return staff_id


class StaffTable:
    """Answers StaffRights."""

    def __init__(self) -> None:
        self.rows: dict[str, JSON] = {}

    def __call__(self, params: JSON) -> list[JSON]:
        row = self.rows.get(params["staff_id"])
        return [row] if row else []


def headers(by: str | None, more: Mapping[str, str]) -> dict[str, str]:
    return {**({"Authorization": f"Bearer {by}"} if by else {}), **more}


def refusal_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a problem."""
    assert answer.mimetype == "application/problem+json", answer.text
    return answer.status_code, answer.json["code"]  # type: ignore[index]
