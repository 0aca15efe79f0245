"""F13, F15, F19: clients, members and providers who send twice, at once, late, or what is not theirs to send."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

from services.gateway.sandbox import SIGNATURE, signed
from shared.ids import derived_id
from tests.faults.conftest import Gate
from tests.faults.ending import Row, end, heard_again
from tests.faults.faults import kill
from tests.faults.history import History
from tests.faults.load import CARD, PHONES, Body, Venue, captured, done, load, new, notify
from tests.faults.stand import Stand
from tests.faults.visitor import Answer, Visitor
from tests.waiting import eventually

DICE = Random(15)


def test_f13_the_same_command_sent_fifty_times_at_once_is_done_once(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    row = Row("F13 same key x50, other body, after a restart", heard_again(stand))
    for n in range(gate(1, 20)):
        key, body = new(), {"room_id": new(), "venue_id": venue.venue_id, "name": "Studio", "holds": 3}
        crowd = [stand.visitor(f"client {c}", history) for c in range(50)]
        with ThreadPoolExecutor(50) as threads:
            answers = list(threads.map(lambda v, b=body, k=key: v.give("booking", "AddRoom", b, k), crowd))
        told = Counter((a.status, a.body["position"]) for a in answers if a)
        (position,) = {position for _, position in told}
        assert told == {(201, position): 1, (200, position): 49}
        reused = crowd[0].send(
            "POST", "/api/v1/booking/AddRoom", json.dumps(body | {"holds": 4}).encode(),
            {"Authorization": f"Bearer {stand.token}", "Idempotency-Key": key},
        )  # fmt: skip
        assert (reused.status, reused.body["code"]) == (422, "CommandIdReused")
        if n == 0:
            with load(stand, history, venue, clients=1) as clients:
                row.took("booking-door", kill(stand, history, clients, "booking-door"))
        again = crowd[0].give("booking", "AddRoom", body, key)
        assert again and (again.status, again.body["position"]) == (200, position)
        row.injections += 52
        for visitor in crowd:
            visitor.close()
    end(stand, history, row)


def joined(desk: Visitor, venue: Venue) -> Body:
    """A member: an order for somebody whom nobody knows takes no money."""
    member = {"member_id": new(), "venue_id": venue.venue_id}
    person = {"name": "王芳", "phone": f"+86{next(PHONES)}", "channel": "desk", "terms_accepted": "2026-01"}
    done(desk.give("members", "RegisterMember", {**member, **person}))
    return {"member_id": member["member_id"]}


def members_with_cards(stand: Stand, venue: Venue, history: History, many: int) -> list[dict[str, str]]:
    """So many members of whom each has a paid card."""
    office = [stand.visitor(f"desk {n}", history) for n in range(8)]

    def buy(n: int) -> tuple[dict[str, str], str | None]:
        desk, order = office[n % 8], {"order_id": new()}
        here, lines = {"venue_id": venue.venue_id}, [{"product_id": venue.product_id}]
        member = joined(desk, venue)
        done(desk.give("finance", "PlaceOrder", {**order, **member, **here, "lines": lines}))
        payment = {"payment_id": new(), **order, **here, "amount": CARD, "method": "cash"}
        paid = done(desk.give("finance", "RecordPayment", payment))
        return {**member, "card_id": derived_id(order["order_id"], 0, 0)}, paid.after

    def some(first: int) -> list[tuple[dict[str, str], str | None]]:
        return [buy(n) for n in range(first, many, 8)]

    with ThreadPoolExecutor(8) as threads:
        bought = [each for chunk in threads.map(some, range(8)) for each in chunk]
    issued = "SELECT count(*) FROM event WHERE type = 'CardIssued' AND stream = ANY (%s)"
    streams = [f"card-{card['card_id']}" for card, _ in bought]
    eventually(lambda: stand.one("cards", issued, streams) == many, 120)
    for desk in office:
        desk.close()
    return [card for card, _ in bought]


def test_f15_one_of_a_crowd_gets_the_last_seat(stand: Stand, venue: Venue, history: History, gate: Gate) -> None:
    """Everybody asks for the one seat of a session at once; now and then the door is killed among them.

    In an order that is drawn, for a card pays ten times: a winner without visits left has to let the next one in.
    """
    rounds, racers, threads = gate(3, 200), gate(20, 500), 32
    row = Row(f"F15 {racers} race for the last seat", heard_again(stand), injections=rounds)
    cards = members_with_cards(stand, venue, history, racers)
    crowd = [stand.visitor(f"racer {n}", history) for n in range(threads)]
    office, room = stand.visitor("office", history), {"room_id": new(), "venue_id": venue.venue_id}
    done(office.give("booking", "AddRoom", {**room, "name": "Studio", "holds": 1}))
    first = datetime.now(UTC) + timedelta(hours=2)
    for n in range(rounds):
        session = {"session_id": new()}
        starts = (first + timedelta(hours=n)).isoformat()
        plan = {**room, **session, "course_id": venue.course_id, "coach_id": new(), "starts_at": starts}
        done(office.give("booking", "ScheduleSession", {**plan, "minutes": 45, "seats": 1}))

        DICE.shuffle(cards)

        def race(lane: int, session: dict[str, str] = session) -> list[Answer | None]:
            mine = cards[lane::threads]
            return [crowd[lane].give("booking", "BookSeat", {"booking_id": new(), **session, **card}) for card in mine]

        with ThreadPoolExecutor(threads) as pool:
            lanes = [pool.submit(race, lane) for lane in range(threads)]
            if n % 10 == 1:
                history.add("fault", what="SIGKILL booking-door")
                stand.kill("booking-door")
            answers = [answer for lane in lanes for answer in lane.result()]
        outcomes = Counter("seat" if a.status < 300 else a.body["code"] for a in answers if a)
        assert outcomes == {"seat": 1, "SessionFull": racers - 1}
    end(stand, history, row)


def test_f19_the_provider_repeats_itself_comes_late_and_is_imitated(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    """Whatever the order and number of notices, each payment counts once; what is forged or stale does nothing."""
    row = Row("F19 payment notices", heard_again(stand))
    office, secret = stand.visitor("desk", history, insists=20.0), stand.environment["WEBHOOK_SECRET"]
    provider = stand.visitor("provider", history)
    for _ in range(gate(3, 100)):
        order, member = {"order_id": new()}, joined(office, venue)
        payment = {"payment_id": new(), **order}
        notice = captured(payment)
        early = provider.attempt(
            "finance", "ReceiveProviderNotice", derived_id("notice", "sandbox", notice["notice_id"]),
            lambda n=notice: post(provider, secret, n),
        )  # fmt: skip
        assert early and early.body["code"] == "PaymentUnknown"  # before our own commit: the provider sends it again
        here, lines = {"venue_id": venue.venue_id}, [{"product_id": venue.product_id}]
        done(office.give("finance", "PlaceOrder", {**order, **member, **here, "lines": lines}))
        done(office.give("finance", "RequestPayment", {**payment, **member, "amount": CARD}))
        before = believed(stand, order["order_id"])
        for forged in (
            post(provider, "guessed", notice),
            post(provider, secret, notice, altered={"amount": CARD | {"amount": 1}}),
            post(provider, secret, notice, at=datetime.now(UTC) - timedelta(minutes=10)),
            post(provider, secret, notice, at=datetime.now(UTC) + timedelta(minutes=10)),
            post(provider, secret, notice, signature=""),
        ):
            assert (forged.status, forged.body["code"]) == (401, "SignatureNotValid")
        assert believed(stand, order["order_id"]) == before
        failed_before = captured(payment) | {"status": "failed", "provider_at": instant(-60)}
        confirmed = captured(payment) | {"provider_at": instant(60)}
        crowd = [stand.visitor(f"provider {n}", history) for n in range(6)]
        with ThreadPoolExecutor(6) as threads:  # together: the notice three times, its news again, an overtaken failure
            every = [notice, notice, notice, confirmed, failed_before, failed_before]
            list(threads.map(lambda v, n: done(notify(v, secret, n)), crowd, every))
        for visitor in crowd:
            visitor.close()
        rows = office.ask("finance", "GetOrder", **order)
        assert rows is not None and rows[0]["paid"] == CARD, rows
        row.injections += 12
    end(stand, history, row)


def believed(stand: Stand, order_id: str) -> int:
    """How many events stand of the order or came of a provider's word; neighbours' late news is none of them."""
    of = "stream = 'order-' || %s OR actor LIKE 'provider:%%'"
    return int(stand.one("finance", f"SELECT count(*) FROM event WHERE {of}", order_id))


def instant(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def post(
    visitor: Visitor,
    secret: str,
    notice: Body,
    at: datetime | None = None,
    altered: Body | None = None,
    signature: str | None = None,
) -> Answer:
    """A notice signed at `at`, perhaps altered after it was signed, or with another signature."""
    body = json.dumps(notice).encode()
    headers = signed(secret, body, at or datetime.now(UTC))
    if signature is not None:
        headers[SIGNATURE] = signature
    return visitor.send("POST", "/webhooks/sandbox", json.dumps(notice | (altered or {})).encode(), headers)
