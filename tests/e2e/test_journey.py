"""The whole journey over HTTP against real processes: from registering to the report, and to being forgotten."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.visitor import Visitor
from tests.waiting import eventually

ids = {
    name: str(uuid.uuid4()) for name in ("venue", "room", "coach", "course", "product", "session", "order", "booking")
}
PHONE = "+8613900001234"
MEMBER_PASSWORD = "a quiet blue canoe"
CNY = "CNY"


def money(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": CNY}


@pytest.fixture(scope="module")
def chain(office: Visitor) -> Visitor:
    """A venue with a room, a course, a card of ten visits at 1,000.00, and rules for points."""
    opened = office.give(
        "members", "OpenVenue",
        venue_id=ids["venue"], name="Riverside", name_zh="滨江馆", zone="Asia/Shanghai", currency=CNY,
    )  # fmt: skip
    for service, query in (("booking", "ListCourses"), ("finance", "ListPrices"), ("cards", "ListProducts")):
        office.ask(service, query, after=opened)  # each has heard of the venue
    today = (datetime.now(UTC) - timedelta(hours=12)).date()  # today, wherever a venue may be
    office.give("booking", "AddRoom", room_id=ids["room"], venue_id=ids["venue"], name="Studio", holds=2)
    office.give("booking", "DefineCourse", course_id=ids["course"], name="Yoga", name_zh="瑜伽", category="Yoga")
    terms = {"kind": "visits", "visits": 10, "months": 6}
    office.give("cards", "PublishProduct", product_id=ids["product"], name="Ten", name_zh="十次卡", terms=terms)
    office.give(
        "finance", "PublishPrice",
        product_id=ids["product"], title="Ten visits", kind="card", price=money(100000), prepaid=True,
        valid_from=str(today),
    )  # fmt: skip
    for rule in (
        {"earned_for": "payment", "points": 1, "per_amount": 1000},
        {"earned_for": "attendance", "points": 10},
    ):
        office.give("engagement", "PublishPointsRule", valid_from=str(today), **rule)
    return office


def test_the_journey_of_a_member(chain: Visitor, base: str):
    guest = Visitor(base)

    # registers online, once: the same request again is the same member
    form = {
        "name": "王芳", "phone": PHONE, "password": MEMBER_PASSWORD, "venue_id": ids["venue"],
        "language": "zh", "terms_accepted": "2026-01", "privacy_accepted": "2026-01",
        "proof_id": guest.prove(PHONE),
    }  # fmt: skip
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = guest.call("POST", "/api/v1/register", json=form, headers=key)
    assert first.status_code == 201, first.text
    assert (
        guest.call("POST", "/api/v1/register", json=form, headers=key).json()["member_id"] == first.json()["member_id"]
    )
    member_id = first.json()["member_id"]
    member = guest.log_in(PHONE, MEMBER_PASSWORD)

    # the desk finds her by pinyin, and nobody else may
    assert [row["name"] for row in chain.ask("members", "FindMembers", text="wangf")] == ["王芳"]
    assert member.call("GET", "/api/v1/members/FindMembers", params={"text": "wangf"}).status_code == 403

    # buys a card of ten visits and pays at the desk
    line = {"product_id": ids["product"]}
    member.give(
        "finance", "PlaceOrder", order_id=ids["order"], member_id=member_id, venue_id=ids["venue"], lines=[line]
    )
    paid = chain.give(
        "finance", "RecordPayment",
        payment_id=str(uuid.uuid4()), order_id=ids["order"], venue_id=ids["venue"], amount=money(100000), method="cash",
    )  # fmt: skip
    (card,) = member.ask("cards", "MemberCards", after=paid, member_id=member_id)
    assert (card["status"], card["visits_left"]) == ("active", 10)
    balances = chain.ask("finance", "TrialBalance")
    assert sum(row["balance"]["amount"] for row in balances) == 0
    assert any(row["account"].startswith("deferred") and row["balance"]["amount"] < 0 for row in balances)

    # books a class that begins in half an hour; the card pays
    starts = datetime.now(UTC) + timedelta(minutes=30)
    chain.give(
        "booking", "ScheduleSession",
        session_id=ids["session"], course_id=ids["course"], venue_id=ids["venue"], room_id=ids["room"],
        coach_id=ids["coach"], starts_at=starts.isoformat(), minutes=60, seats=1,
    )  # fmt: skip
    booked = member.give(
        "booking", "BookSeat",
        booking_id=ids["booking"], session_id=ids["session"], member_id=member_id, card_id=card["card_id"],
    )  # fmt: skip
    held = chain.answer("cards", "ListProducts", after=booked)["position"]
    (booking,) = member.ask("booking", "MemberBookings", after=f"cards@{held}", member_id=member_id)
    assert booking["status"] == "confirmed"
    assert member.ask("cards", "MemberCards", member_id=member_id)[0]["visits_left"] == 9

    # comes: the gate opens, the class is attended, one visit is used
    swipe = str(uuid.uuid4())
    chain.give("cards", "SwipeCard", swipe_id=swipe, card_id=card["card_id"], venue_id=ids["venue"])
    (answer,) = chain.ask("cards", "SwipeResult", swipe_id=swipe)
    assert answer["granted"] and answer["visits_left"] == 9
    assert {r["venue_id"]: r["inside"] for r in chain.ask("cards", "OccupancyNow")}[ids["venue"]] == 1
    eventually(lambda: member.ask("booking", "MemberBookings", member_id=member_id)[0]["status"] == "attended")

    # points for the payment (1 for each 10.00) and for coming (10)
    eventually(lambda: chain.ask("engagement", "PointsBalance", member_id=member_id)[0]["points"] == 110)

    # a second swipe without leaving is refused, with the reason and what helps, in her language
    again = str(uuid.uuid4())
    chain.give("cards", "SwipeCard", swipe_id=again, card_id=card["card_id"], venue_id=ids["venue"])
    desk = Visitor(base, chain.token, "zh")
    (refused,) = desk.ask("cards", "SwipeResult", swipe_id=again)
    assert not refused["granted"] and refused["reason"]["code"] == "EnteredAlready"
    assert "离场" in refused["reason"]["message"] and refused["reason"]["remedy"]

    # head office sees it all in the reports
    chain.give("cards", "SwipeCard", swipe_id=str(uuid.uuid4()), card_id=card["card_id"], venue_id=ids["venue"],
               direction="out")  # fmt: skip
    day = datetime.now(UTC).date()
    window = {"first": str(day - timedelta(days=1)), "until": str(day + timedelta(days=2)), "venue_id": ids["venue"]}

    def income() -> list[tuple[object, ...]]:
        rows = chain.ask("analytics", "IncomeByKind", **window)
        return [(row["kind"], row["net"]) for row in rows]

    eventually(lambda: income() == [("card", money(100000))])
    eventually(
        lambda: [(r["bookings"], r["attended"]) for r in chain.ask("analytics", "ClassReport", **window)] == [(1, 1)]
    )
    (activity,) = chain.ask("analytics", "MemberActivity", **window)
    assert (activity["member_id"], activity["visits"], activity["attended"]) == (member_id, 1, 1)
    assert activity["zone"] and activity["clock"] and activity["fresh_at"]

    # moves away: the money goes back, the card is over, the points of the payment are taken back, the books balance
    refund = {
        "refund_id": str(uuid.uuid4()),
        "order_id": ids["order"],
        "venue_id": ids["venue"],
        "reason": "moved away",
    }
    too_much = chain.try_("finance", "RefundOrder", amount=money(100001), **refund)
    assert (too_much.status_code, too_much.json()["code"]) == (409, "RefundExceedsPaid")
    refunded = chain.give("finance", "RefundOrder", amount=money(100000), **refund)
    assert member.ask("cards", "MemberCards", after=refunded, member_id=member_id)[0]["status"] == "cancelled"
    eventually(lambda: chain.ask("engagement", "PointsBalance", member_id=member_id)[0]["points"] == 10)
    last = str(uuid.uuid4())
    chain.give("cards", "SwipeCard", swipe_id=last, card_id=card["card_id"], venue_id=ids["venue"])
    assert chain.ask("cards", "SwipeResult", swipe_id=last)[0]["reason"]["code"] == "CardCancelled"
    assert sum(row["balance"]["amount"] for row in chain.ask("finance", "TrialBalance")) == 0

    # wants to be forgotten: nobody can read the name any more, the figures stay
    member.give("members", "EraseMember", member_id=member_id)
    assert chain.ask("members", "GetMember", member_id=member_id)[0]["name"] == "[erased]"
    assert chain.ask("members", "FindMembers", text="wangf") == []


def test_a_command_repeated_with_the_same_key_is_done_once_and_with_another_body_refused(chain: Visitor):
    room = {"room_id": str(uuid.uuid4()), "venue_id": ids["venue"], "name": "Court", "holds": 4}
    first = chain.try_("booking", "AddRoom", key="court-1", **room)
    again = chain.try_("booking", "AddRoom", key="court-1", **room)
    other = chain.try_("booking", "AddRoom", key="court-1", **room | {"holds": 5})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert first.json()["streams"] == again.json()["streams"]
    assert other.json()["code"] == "CommandIdReused"
