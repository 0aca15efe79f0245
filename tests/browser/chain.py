"""A small chain as its services would answer: three venues in two zones and currencies, on a day like today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.fields import instant_text

Json = dict[str, Any]


def venue(number: int, name: str, name_zh: str, zone: str, currency: str) -> Json:
    venue_id = f"00000000-0000-7000-8000-00000000000{number}"
    return {"venue_id": venue_id, "name": name, "name_zh": name_zh, "zone": zone, "currency": currency}


JINGAN = venue(1, "Jing'an", "静安店", "Asia/Shanghai", "CNY")
PUDONG = venue(2, "Pudong Riverside", "浦东滨江店", "Asia/Shanghai", "CNY")
BERLIN = venue(3, "Berlin Mitte", "柏林米特店", "Europe/Berlin", "EUR")
INSIDE = {JINGAN["venue_id"]: 42, PUDONG["venue_id"]: 7}
TAKEN = {JINGAN["venue_id"]: (1_258_000, 9_900), BERLIN["venue_id"]: (48_050, 0)}


def session(number: int, of: Json, starts: datetime, name: tuple[str, str], taken: int, **more: Any) -> Json:
    row = {"session_id": f"s{number}", "course": name[0], "course_zh": name[1], "venue_id": of["venue_id"]}
    times = {"starts_at": instant_text(starts), "ends_at": instant_text(starts + timedelta(hours=1))}
    seats = {"seats": 20, "taken": taken, "waiting": 0, "attended": 0, "status": "scheduled"}
    return {**row, **times, **seats, "zone": of["zone"], "room": "A1", "category": "yoga"} | more


def sessions(params: Json) -> list[Json]:
    """Yoga is over, cycling is full, boxing has seats, one is cancelled; only the first venue has classes."""
    if params["venue_id"] != JINGAN["venue_id"]:
        return []
    now = datetime.now(ZoneInfo(JINGAN["zone"])).replace(minute=0, second=0, microsecond=0)
    plan: list[tuple[int, tuple[str, str], int, Json]] = [
        (-3, ("Morning yoga", "晨间瑜伽"), 12, {}),
        (1, ("Indoor cycling", "动感单车"), 20, {"waiting": 3}),
        (2, ("Boxing for beginners", "拳击入门"), 14, {}),
        (3, ("Zumba", "尊巴"), 0, {"status": "cancelled"}),
    ]
    return [
        session(i, JINGAN, (now + timedelta(hours=h)).astimezone(UTC), *r[:2], **r[2]) for i, (h, *r) in enumerate(plan)
    ]


def takings(params: Json) -> list[Json]:
    found = TAKEN.get(params["venue_id"])
    if found is None:
        return []
    of = next(v for v in (JINGAN, PUDONG, BERLIN) if v["venue_id"] == params["venue_id"])
    received, refunded = ({"amount": amount, "currency": of["currency"]} for amount in found)
    return [{"venue_id": of["venue_id"], "day": "2026-03-02", "received": received, "refunded": refunded}]


def answers() -> Json:
    """What doors answer, by the name of the query."""
    inside = [{"venue_id": venue_id, "inside": count} for venue_id, count in INSIDE.items()]
    return {
        "ListVenues": [JINGAN, PUDONG, BERLIN],
        "OccupancyNow": inside,
        "SessionsOfDay": sessions,
        "TakingsOfDay": takings,
    }
