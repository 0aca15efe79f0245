"""Each promise of the audit is broken in the stores, as a superuser, a thief or a lost disk would, and is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from shared.audit import Finding
from shared.ids import derived_id
from tests.audit.small_chain import DOMAIN, Chain, healthy
from tests.scenario import NOON
from tests.servers import Postgres

NAMES = "|".join(service.name for service in DOMAIN)


def at(type_: str) -> str:
    return f"(SELECT min(position) FROM event WHERE type = '{type_}')"


def delete(type_: str) -> str:
    return f"DELETE FROM event WHERE position = {at(type_)}"


def edit(type_: str, before: str, after: str) -> str:
    """Some text within the event's JSON is another."""
    return f"UPDATE event SET data = replace(data::text, '{before}', '{after}')::json WHERE position = {at(type_)}"


def insert(type_: str, before: str = "", after: str = "", position: str = "") -> str:
    """One more event like the first of its type, with other JSON, behind all others of its stream."""
    place, value = ("position, ", f"{position}, ") if position else ("", "")
    return (
        f"INSERT INTO event ({place}stream, version, id, type, schema, data, actor, roles, command_id, happened_at)"
        f" OVERRIDING SYSTEM VALUE SELECT {value}stream, 1 + (SELECT max(version) FROM event WHERE stream = e.stream),"
        f" gen_random_uuid(), type, schema, replace(data::text, '{before}', '{after}')::json, actor, roles,"
        f" gen_random_uuid(), happened_at FROM event AS e WHERE position = {at(type_)}"
    )


def exchange(one: str, other: str) -> tuple[str, ...]:
    free = ("ALTER TABLE event DROP CONSTRAINT event_pkey", "ALTER TABLE event ALTER position DROP IDENTITY")
    both = f"SELECT {at(one)} AS one, {at(other)} AS other"
    swap = f"UPDATE event SET position = one + other - position FROM ({both}) AS b WHERE position IN (one, other)"
    return (*free, swap)


@dataclass(frozen=True)
class Break:
    """What somebody does to one service's database, and where and how the audit must name it first.

    `of` is the type of the event named, `position` its place before the break, as SQL, where the type does not tell.
    """

    done: str
    where: str
    statements: tuple[str, ...]
    invariant: str
    promise: str
    says: str
    of: str | None = None
    position: int | str | None = None
    found_in: str = ""
    log: str = ""  # in which the position lies, where it is not that of the service which is found wrong
    terms: Mapping[str, bool] = field(default_factory=dict)

    @property
    def service(self) -> str:
        return self.found_in or self.where


LAST = "(SELECT max(position) FROM event)"
NEXT = f"{LAST} + 1"
ANSWERED = "every answered command is in the log, once and as answered; no other is"
SEATS = "no session has more seats in use than it has, no member is in it twice, its figures are right"
PLACES = "no room holds two sessions at once, no coach gives two, no member is expected in two"
PHONES = "a phone number stands for one member, a member number for one for ever"
BOOKS = "every entry, and so the trial balance at every event, sums to zero; shown balances are the log's"
PAYMENTS = "no money is taken or returned twice, and the ledger holds exactly what moved"
DEFERRED = "what was prepaid is income, given back or owed, as the ledger says; no term is owed after its days"
STRANGER = "00000000-0000-4000-8000-00000000dead"
PAYERS = "no order is placed on the account of somebody who has not agreed to pay for the member"
VISITS = "no lot gives more than was bought, each hold is settled or released once, lots show what is left"
GUESTS = "one guest pass lets in one guest, once; no lot has more guests in a period than passes and what came over"
HOUSES = "nobody comes into a house or an area that is full, unless a clerk lets them in or the gate could not ask"
POINTS = "no lot gives more points than it has, nothing earns twice, shown balances are the log's"
VIEWS = "the views are what the log makes of them, to the last row"
HEARD = "… is heard, and never beyond what it said"
EFFECTS = "every event that … heard has had its effect there"
ORDER = "… acted on the events of each stream in their order"
COPIES = "the archive holds each published event once, as it stands in the log"
VERSIONS = "every stream's versions run 1, 2, 3 … in the order of positions"
DUTIES = "what the clock owed has been done, and not before its time"
GROUNDS = "health data are kept and read by the member, with consent by who coaches them, or in an emergency"
SEALS = "no published event was altered, removed or put in: pages lead to their seals"
HELD = (
    "INSERT INTO held (source, position, stream, envelope, reason, next_at, parked)"
    " VALUES ('finance', 6, 'order-1', '{\"type\": \"OrderPaid\"}', 'it failed', now(), true)"
)
GARBLED = "INSERT INTO parked (source, queue, body, headers, reason) VALUES ('finance', 'q', '', '{}', 'not JSON')"
TWO_IDS = (
    "ALTER TABLE event DROP CONSTRAINT event_id_is_new",
    insert("OrderPaid").replace("gen_random_uuid()", "id", 1),
)
SWAPPED = (
    "UPDATE decided SET position = d.position FROM decided AS d"
    " WHERE (decided.name, d.name) IN (('HoldVisit', 'SettleHold'), ('SettleHold', 'HoldVisit'))"
)

BREAKS = (
    # I1
    Break("an answer is forgotten", "cards", ("DELETE FROM decided WHERE name = 'IssueCard'",), "I1", ANSWERED,
          "has events and was never answered", "CardNumberClaimed"),
    Break("another answer was given", "cards", ("UPDATE decided SET position = 777 WHERE name = 'IssueCard'",), "I1",
          ANSWERED, "was answered with position 777, its last event has", "CardNumberClaimed"),
    Break("all events of an answered command are gone", "booking", (delete("CourseDefined"),), "I1", ANSWERED,
          "DefineCourse", position=at("CourseDefined")),
    Break("a refused command has events", "finance", ("UPDATE decided SET refusal = '{}' WHERE name = 'RefundOrder'",),
          "I1", ANSWERED, "was refused and has events", "EntryPosted",
          "(SELECT position FROM decided WHERE name = 'RefundOrder')"),
    Break("a thief gives himself points", "engagement", (insert("PointsEarned", '"points":636', '"points":9'),),
          "I1", ANSWERED, "has events and was never answered", "PointsEarned", NEXT),
    # I2
    Break("the last seat is sold twice", "booking", (insert("SeatReserved", "-0000000000a1", "-00000000dead"),), "I2",
          SEATS, "is not open", "SeatReserved", NEXT),
    Break("a session has fewer seats than were sold", "booking", (edit("SessionScheduled", '"seats":1', '"seats":0'),),
          "I2", SEATS, "has 0 seats, and 1 are in use", "SeatReserved"),
    Break("a room is reserved twice", "booking", (insert("RoomReserved", "bd60337b", "00000000"),), "I2", PLACES,
          "meets session", "RoomReserved", NEXT),
    Break("a phone number is claimed twice", "members", (insert("PhoneClaimed", "0000000000a1", "00000000dead"),), "I2",
          PHONES, "the phone number of", "PhoneClaimed", NEXT),
    Break("two guests come in on one pass", "cards", (insert("GuestAdmitted"),), "I2", GUESTS, "lets in a second time",
          "GuestAdmitted", NEXT),
    Break("a house holds fewer than were inside at once", "cards",
          (edit("GatePolicySet", '"capacity":2', '"capacity":1'),), "I2", HOUSES, "has room for 1, and 2 are inside",
          "CrowdMoved", f"(SELECT position FROM event WHERE data->>'visitor' = '{derived_id('pass')}')"),
    # I3
    Break("an entry is edited on one side", "finance", (edit("EntryPosted", '":63600', '":63601'),), "I3", BOOKS,
          "the trial balance to 1", "EntryPosted"),
    Break("a shown balance is edited", "finance", ("UPDATE posting SET amount = amount + 1 WHERE account = 'cash'",),
          "I3", BOOKS, "the log says otherwise"),
    Break("an order is put on the account of somebody who never agreed to pay", "finance",
          (edit("OrderPlaced", '"payer_id":null', f'"payer_id":"{STRANGER}"'),), "I3", PAYERS,
          f"{STRANGER} did not agree to pay for", "OrderPlaced"),
    Break("a payment is taken twice", "finance", (insert("PaymentReceived"),), "I3", PAYMENTS, "is taken while",
          "PaymentReceived", NEXT),
    Break("an entry is deleted", "finance", (delete("EntryPosted"),), "I3", PAYMENTS, "the ledger holds",
          "PaymentReceived"),
    Break("more is refunded than was paid", "finance", (edit("PaymentReceived", ":63600", ":500"),), "I3", PAYMENTS,
          "returns 500 more than it took", "OrderRefunded"),
    Break("a visit became more income than the books say", "finance",
          (edit("IncomeRecognised", '"net":{"amount":6000,', '"net":{"amount":6001,'),), "I3", DEFERRED,
          "the ledger says", "IncomeRecognised"),
    Break("a card gets a visit back", "cards", (edit("EntryGranted", '"left":9', '"left":10'),), "I3",
          VISITS, "has used 1 of 10 and says that 10 are left", "EntryGranted"),
    Break("a hold is settled twice", "cards", (insert("HoldSettled"),), "I3", VISITS, "is not held",
          "HoldSettled", NEXT),
    Break("a lot gives more than it has", "engagement", (edit("PointsEarned", '"points":636', '"points":36'),), "I3",
          POINTS, "which leaves", "PointsRedeemed"),
    # I4
    Break("a row of a view is edited", "cards", ("UPDATE card SET member_id = gen_random_uuid()",), "I4", VIEWS,
          "a row of card is wrong or too much"),
    Break("a row of a view is lost", "cards", ("DELETE FROM swipe",), "I4", VIEWS, "a row of swipe is missing"),
    # I5
    Break("an inbox is moved ahead", "cards", ("UPDATE inbox SET position = 99 WHERE source = 'finance'",), "I5", HEARD,
          "heard finance up to 99, but its log ends at", position=99, terms={"settled": False}),
    Break("an inbox is moved back", "engagement", ("UPDATE inbox SET position = 1 WHERE source = 'finance'",), "I5",
          HEARD, "has not heard finance behind 1", position=2),
    Break("an inbox stands where no event is", "finance",
          (f"DELETE FROM event WHERE position = {LAST}", insert("TillOpened")), "I5", HEARD,
          "where no event stands", position=LAST,
          found_in="cards", log="finance"),
    Break("a heard event has no effect", "cards", ("DELETE FROM decided WHERE name = 'IssueCard'", delete("CardIssued"),
          delete("CardNumberClaimed")), "I5", EFFECTS, "was heard by cards, which never decided its IssueCard",
          "OrderPaid", found_in="finance"),
    Break("a new reaction is never told the past", "cards",
          ("UPDATE hearing SET since = 99, updated_at = '2020-01-01 08:00+00' WHERE type = 'OrderPaid'",),
          "I5", EFFECTS, "had its reaction `heard`, and is not told it since 2020-01-01 08:00", "OrderPaid",
          found_in="finance", terms={"settled": False}),
    Break("a new reaction was never begun", "cards", ("DELETE FROM hearing WHERE type = 'OrderPaid'",),
          "I5", EFFECTS, "had its reaction `heard`, whose worker never began", "OrderPaid", found_in="finance"),
    Break("the relay forgot a page", "cards", ("UPDATE relay_checkpoint SET position = 1",), "I5",
          "the log is published", "not published behind 1", "PersonNoted"),
    Break("the log lost its end", "engagement", ("DELETE FROM event WHERE position > 2",), "I5", "the log is published",
          "but the log ends at 2", position=LAST, terms={"settled": False}),
    Break("an event is edited", "finance", (edit("OrderPaid", "63600", "63601"),), "I5", COPIES,
          "differs from the archive's copy in data", "OrderPaid"),
    Break("an event is deleted", "finance", (delete("OrderPaid"),), "I5", COPIES,
          "is in the archive and not in the log", "OrderPaid"),
    Break("the archive lost an event", "analytics", ("DELETE FROM archive.event WHERE type = 'OrderPaid'",), "I5",
          COPIES, "is not in the archive, which is behind it already", "OrderPaid", found_in="finance"),
    # I6
    Break("an event is missing in its stream", "finance", (delete("OrderPaid"),), "I6", VERSIONS,
          "is version 5 where 4 must stand", "EntryPosted", f"{at('OrderPaid')} + 1"),
    Break("two events are exchanged", "cards", exchange("EntryGranted", "VisitHeld"), "I6", VERSIONS,
          "must stand", "VisitHeld", at("EntryGranted")),
    Break("an event is put in front of the log", "cards", (insert("GateOpened", position="-1"),), "I6", VERSIONS,
          "stands behind position 0", "GateOpened", -1),
    Break("an id stands for two events", "finance", TWO_IDS, "I6", "every event id stands for one event",
          "and again at", "OrderPaid", NEXT),
    Break("a neighbour acted in another order", "cards", (SWAPPED,), "I6", ORDER,
          "what came before it in the stream at", "SeatAttended", found_in="booking"),
    # I7
    Break("a paid card was never issued", "cards", (delete("CardIssued"),), "I7",
          "every card that was paid for is issued", "paid for 1 cards, 0 are issued", "OrderPaid", found_in="finance"),
    Break("a card stays open though its price went back", "finance",
          (edit("OrderRefunded", '"amount":1000,', '"amount":63600,'),), "I7",
          "no card stays open whose whole price was returned", "1 of its 1 cards are open", "OrderRefunded"),
    Break("a hold was never settled", "cards", (delete("HoldSettled"),), "I7",
          "no visit stays set aside for a booking that is over", "still sets a visit aside", "SeatAttended",
          found_in="booking"),
    Break("a card never answered", "booking", (delete("SeatConfirmed"),), "I7",
          "no seat stays reserved without its card's answer", "still waits for card", "SeatReserved"),
    Break("a session was never closed", "booking", (delete("SessionClosed"),), "I7",
          "every session that is over is closed or cancelled", "and its roster is open", "SessionScheduled"),
    Break("an erased member keeps the phone number", "members", (delete("PhoneReleased"),), "I7",
          "the phone number of an erased member becomes free", "is still taken", "MemberErased"),
    Break("the clock forgot a timer", "engagement", (delete("PointsExpired"), "DELETE FROM decided WHERE position = 5"),
          "I7", DUTIES, "asked for ExpirePoints at", "PointsEarned"),
    Break("the clock came too early", "engagement", (f"UPDATE event SET recorded_at = '{NOON}' WHERE position = 5",),
          "I7", DUTIES, "came of the clock at", "PointsExpired"),
    # I8
    Break("an event is parked", "cards", (HELD,), "I8", "nothing waits for an operator",
          "event finance@6 is parked: it failed", "OrderPaid", 6),
    Break("a message could not be read", "cards", (GARBLED,), "I8", "nothing waits for an operator",
          "message 1 from finance could not be read: not JSON"),
    # F18, F20, F22
    Break("an event of a later release", "finance", ("UPDATE event SET type = 'OrderGone' WHERE type = 'OrderPaid'",),
          "F18", "every event can be read by this release", "UnknownEvent: OrderGone", "OrderGone", at("OrderPaid")),
    Break("a name lies open", "members", (edit("MemberRegistered", "sealed:1", ""),), "F20",
          "personal fields are sealed, and of erased persons nobody has the key", "name lies open", "MemberRegistered"),
    Break("an erased person's key is back", "members",
          ("INSERT INTO personal_key (person, wrapped) VALUES ('00000000-0000-4000-8000-0000000000a2', '')",), "F20",
          "personal fields are sealed, and of erased persons nobody has the key", "whose key is there", "MemberErased"),
    Break("a health record was kept without consent", "members", (delete("ConsentGiven"),), "F20", GROUNDS,
          "who does not consent", "HealthNoted"),
    Break("who reads a health record is not who they say", "members",
          ("UPDATE event SET actor = 'somebody' WHERE type = 'HealthDataRead'",), "F20", GROUNDS,
          "by somebody as own, which does not hold", "HealthDataRead"),
    Break("who did it is edited", "finance", ("UPDATE event SET actor = 'somebody' WHERE type = 'OrderPaid'",),
          "F22", SEALS, "are not those that were published", position=LAST),
    Break("a published event is deleted", "cards", (delete("EntryGranted"),), "F22", SEALS,
          "are not those that were published", position=LAST),
    Break("the seals are gone", "cards", ("DELETE FROM seal",), "F22", SEALS,
          "the last seal, at 0, is not what the relay remembers", position=LAST),
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(postgres: Postgres) -> Chain:
    return healthy(postgres)


@pytest.fixture
def chain(whole: Chain, request: pytest.FixtureRequest) -> Iterator[Chain]:
    copy = whole.copy(f"broken{BREAKS.index(request.getfixturevalue('broken'))}")
    yield copy
    copy.drop()


def general(promise: str) -> str:
    """Without the name of whom it is about."""
    return re.sub(rf"\b({NAMES})\b", "…", promise) if re.search(r"heard|acted", promise) else promise


def place(chain: Chain, each: Break) -> int | None:
    if each.position is None and not each.of:
        return None
    return chain.one(
        each.log or each.service, f"SELECT {at(each.of or '') if each.position is None else each.position}"
    )


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: f"{broken.invariant} {broken.done}")
def test_what_is_broken_in_the_store_is_named(broken: Break, chain: Chain) -> None:
    expected = place(chain, broken)
    chain.plant(broken.where, *broken.statements)
    found = [f for f in chain.audit(**broken.terms) if f.count and fits(f, broken)]
    assert found, "the audit did not see it"
    first = found[0].violations[0]
    assert broken.says in first.says
    assert first.position == expected
    assert first.type == broken.of or not broken.of


def fits(finding: Finding, broken: Break) -> bool:
    named = (finding.invariant, finding.service, general(finding.promise))
    return named == (broken.invariant, broken.service, broken.promise)


def test_every_promise_is_broken_by_some_test(whole: Chain) -> None:
    promised = {(finding.invariant, general(finding.promise)) for finding in whole.audit()}
    assert promised == {(broken.invariant, broken.promise) for broken in BREAKS}
