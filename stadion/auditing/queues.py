"""I5, I8 on the broker: what lies in the queues, and what the broker itself put aside.

Counts only: whoever takes a message out to look at it counts as a failed delivery. Whether a queue is bound cannot be
asked; where it is not, the feed closes the gap, and what was never heard shows against the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from amqp.exceptions import AMQPError, NotFound

from shared.amqp import connected
from shared.audit import Finding, Violation
from shared.broker import consumer_queue, parked_queue, rpc_queue
from shared.settings import SettingMissing, Settings
from stadion.services import declaration

Look = Callable[[str], Mapping[str, int | None]]
"""The messages in each queue of a service; None: there is no such queue."""


def queues(name: str) -> list[str]:
    """The queues of a service whose messages are events or calls: each has a second one for what was put aside."""
    return [*(consumer_queue(name, source) for source in declaration(name).hears), rpc_queue(name)]


def look(name: str) -> dict[str, int | None]:
    """As the service's own user. Raises what kept it from looking."""
    with connected(Settings(name).broker_url) as connection:
        return {queue: messages(connection, queue) for own in queues(name) for queue in (own, parked_queue(own))}


def messages(connection: Any, queue: str) -> int | None:
    channel = connection.channel()
    try:
        return int(channel.queue_declare(queue, passive=True).message_count)
    except NotFound:
        return None  # the broker has closed the channel
    finally:
        if channel.is_open:
            channel.close()


def on_the_broker(name: str, settled: bool, allowed: bool, ask: Look) -> Iterator[Finding]:
    """What nobody could look at is wrong only where nothing is on its way: an audit must do without a broker."""
    waits = Finding("I5", name, "nothing waits in its queues on the broker")
    aside = Finding("I8", name, "the broker put nothing aside")
    try:
        found = ask(name)
    except (OSError, AMQPError, SettingMissing) as fault:
        waits.checked = aside.checked = "not looked at"
        if settled:
            waits.add([Violation(f"the broker could not be asked: {type(fault).__name__}: {fault}")])
    else:
        fill(waits, aside, found, queues(name), settled, allowed)
    yield waits
    yield aside


def fill(
    waits: Finding, aside: Finding, found: Mapping[str, int | None], own: list[str], settled: bool, allowed: bool
) -> None:
    waiting, parked = ({queue: found.get(queue) for queue in names} for names in (own, map(parked_queue, own)))
    waits.checked = f"{sum(filter(None, waiting.values())):,} messages in {len(waiting):,} queues"
    aside.checked = f"{sum(filter(None, parked.values())):,} messages in {len(parked):,} queues"
    if settled:
        for queue, count in waiting.items():
            if count is None:
                waits.add([Violation(f"there is no queue {queue}: what is published now does not wait for it")])
            elif count:
                waits.add([Violation(f"{queue} holds {count} messages")])
    if not allowed:
        aside.add(Violation(f"{queue} holds {count} messages") for queue, count in parked.items() if count)
