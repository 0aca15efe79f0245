"""The verdict: the audit's own checks over the logs in memory, and what only the simulation can know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from shared.audit import Check
from shared.audit.chain import Chain
from shared.audit.effects import Effects, InOrder, Marks
from shared.audit.erasure import Erasure
from shared.audit.streams import Streams
from shared.contracts import SERVICE, Event
from shared.envelope import Envelope
from shared.hearing import SPARE
from shared.ids import derived_id
from shared.log import Recorded
from shared.log.memory import MemoryTransaction
from shared.seals import Seal
from shared.timers import Change, SetTimer, Timer, net
from stadion.auditing.flows import CardsLife, EndedBookings, PaidOrders, RefundedOrders
from tests.sim.doubles import Doubles
from tests.sim.history import History
from tests.sim.home import Home
from tests.sim.reading import Answers
from tests.sim.world import HORIZON, START, Town

Log = list[tuple[Recorded, Event]]
END = START + timedelta(days=36500)
ORDER = ("members", "cards", "booking", "finance", "engagement")
"""Cards is read before what is held against it."""


def violations(town: Town, history: History, settled: bool) -> Iterator[str]:
    """Everything that is wrong; what must have ended by now only if it `settled`."""
    cards = CardsLife()
    for name in ORDER:
        home = town.homes[name]
        log = read(home)
        for check in checks(town, home, cards):
            yield from judged(home, log, check, END if settled else START)
        yield from answered(home)
        yield from published(town, home)
        yield from archived(town, home)
        yield from strangers(town, home, log)
        if settled:
            yield from timers(home, log)
        yield from set_aside(home)
    yield from told(town, history)


def checks(town: Town, home: Home, cards: CardsLife) -> Iterator[Check]:
    name = home.service.name
    checkpoint = home.checkpoint
    yield Streams()
    yield Chain((Seal(at, chain) for at, chain in sorted(checkpoint.seals.items())), checkpoint.mark)
    if home.service.private:
        yield Erasure(home.keys, None)  # type: ignore[arg-type]
    yield from (check() for check in import_module(f"services.{name}.audit").CHECKS)
    match name:
        case "cards":
            yield cards
        case "finance":
            yield from (PaidOrders(cards), RefundedOrders(cards))
        case "booking":
            yield from (EndedBookings(cards), Doubles())
    for reader in town.homes.values():
        if name in reader.service.hears:
            order, reached = InOrder(reader.service), reader.inbox.positions.get(name, 0)
            marks = {heard: Marks(*of, START) for (source, heard), of in reader.inbox.hearing.items() if source == name}
            yield Effects(reader.service, name, reached, marks, Answers(reader), order)  # type: ignore[arg-type]
            yield order


def read(home: Home) -> Log:
    events = home.store.events
    return list(zip(events, home.deciders.codec.decode(MemoryTransaction(home.store), events), strict=True))


def judged(home: Home, log: Log, check: Check, before: datetime) -> Iterator[str]:
    found: list[Any] = []
    for recorded, event in log:
        found += [*check.read(recorded), *check.see(recorded, event)]
    for violation in [*found, *check.end(before)]:
        yield f"{check.invariant}: {home.service.name}@{violation.position} {violation.says}"


def answered(home: Home) -> Iterator[str]:
    """I1: each answer against the events of its command."""
    written: dict[str, dict[str, int]] = {}
    last: dict[str, int] = {}
    for event in home.store.events:
        command_id = event.meta.command_id
        written.setdefault(command_id, {})[event.stream] = event.version
        last[command_id] = event.position
    for command_id, streams in written.items():
        decided = home.store.decided.get(command_id)
        if decided is None:
            yield f"I1: {home.service.name}: command {command_id} has events and was never answered"
        elif (decided.position, dict(decided.streams)) != (last[command_id], streams) or decided.refusal:
            yield f"I1: {home.service.name}: {decided.name} {command_id} was answered otherwise than is written"
    for command_id, decided in home.store.decided.items():
        if decided.position and command_id not in written:
            yield f"I1: {home.service.name}: {decided.name} {command_id} was answered and is not in the log"


def told(town: Town, history: History) -> Iterator[str]:
    """I1: what callers were told is so; what they were refused is not there."""
    decided = {d.command_id: d for home in town.homes.values() for d in home.store.decided.values()}
    for command_id, line in history.outcomes().items():
        known = decided.get(command_id)
        if line.what == "ok":
            if known is None or known.position != line.told["position"] or dict(known.streams) != line.told["streams"]:
                yield f"I1: {line.service}.{line.command} of {line.caller} was answered {line.told}, kept is {known}"
        elif line.what == "refused" and known is not None and not known.refusal:
            yield f"I1: {line.service}.{line.command} of {line.caller} was refused, and is in the log"


def published(town: Town, home: Home) -> Iterator[str]:
    """I5: what the relay counts as published was in the broker's charge once."""
    for event in home.store.events:
        if event.position <= home.checkpoint.mark.position and event.id not in town.broker.accepted:
            yield f"I5: {home.service.name}@{event.position} counts as published and never reached the broker"


def archived(town: Town, home: Home) -> Iterator[str]:
    """I5: the archive has what it heard, each event once and in log order."""
    name = home.service.name
    reached, previous, expected = town.archive.inbox.positions.get(name, 0), 0, []
    for event in home.store.events:
        if event.position <= reached:
            expected.append(Envelope.of(name, event, previous))
        previous = event.position
    if town.archive.events[name] != expected:
        got = [envelope.position for envelope in town.archive.events[name]]
        yield f"I5: the archive of {name} holds {got}, its log {[e.position for e in expected]}"


def strangers(town: Town, home: Home, log: Log) -> Iterator[str]:
    """I5: nothing is done in a service's name but what an event or a timer leads to, each with its one command."""
    own = home.service
    allowed = {change.command_id for change in changes_of(home, log) if isinstance(change, Timer)}
    for source in own.hears:
        previous = 0
        for event in town.homes[source].store.events:
            envelope = Envelope.of(source, event, previous)
            previous = event.position
            commands = len(own.react(envelope.event(), envelope))
            allowed |= {derived_id(event.id, own.name, n) for n in range(commands + SPARE if commands else 0)}
    for event in home.store.events:
        if SERVICE in event.meta.roles and event.meta.command_id not in allowed:
            yield f"I5: {own.name}@{event.position} {event.type} has no event that led to it, or has it twice"


def changes_of(home: Home, log: Log) -> Iterator[Change]:
    """What the log ever said of timers."""
    if home.service.timers:
        for recorded, event in log:
            for change in home.service.timers(event, recorded):
                yield Timer.of(change, recorded) if isinstance(change, SetTimer) else change


def timers(home: Home, log: Log) -> Iterator[str]:
    """I7: a timer that nothing cleared was answered, if it was due by the end."""
    for change in net(changes_of(home, log)).values():
        if isinstance(change, Timer) and change.at <= HORIZON and change.command_id not in home.store.decided:
            yield f"I7: {home.service.name}: the timer {change.key} of {change.at} was never answered"


def set_aside(home: Home) -> Iterator[str]:
    """I8: nothing but garbage waits for an operator."""
    for held in home.inbox.held.values():
        yield f"I8: {home.service.name} could not act on {held.envelope.source}@{held.envelope.position}: {held.reason}"
    for message in home.inbox.parked:
        if b'"command_id"' in message.body:
            yield f"I8: {home.service.name} put a readable message aside: {message.reason}"
