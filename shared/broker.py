"""The names on the broker, and who may touch them. Pure: `shared.amqp` declares, provisioning grants.

Events: topic exchange `<source>.events`, routing key `<Type>.<partition>`, one quorum queue
`<consumer>.from.<source>` for each pair. RPC: nameko's wire format, exchange `nameko-rpc`, queue `rpc-<service>`.
The owner of a name declares it: a source its exchange, a consumer its queues; nobody else may. The RPC exchange is
everybody's and so nobody's: whoever sets the broker up declares it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

PARTITIONS = 8
RPC_EXCHANGE = "nameko-rpc"
MOST_DELIVERIES = 20
REPLY_KEY = "[0-9a-f]{8}-[0-9a-f-]{27}"  # a UUID: where an RPC caller awaits its answer
EVENT_KEY = rf"[A-Z][A-Za-z0-9]*\.[0-{PARTITIONS - 1}]"  # never that of an RPC method, which begins small


def events_exchange(source: str) -> str:
    return f"{source}.events"


def routing_key(type_: str, stream: str) -> str:
    """`<Type>.<partition>`: a stream lies in one partition, so a queue can be split and keep its order.

    >>> routing_key("LampLit", "lamp-1")
    'LampLit.4'
    """
    return f"{type_}.{zlib.crc32(stream.encode()) % PARTITIONS}"


def consumer_queue(consumer: str, source: str) -> str:
    return f"{consumer}.from.{source}"


def rpc_queue(service: str) -> str:
    return f"rpc-{service}"


def reply_queue(service: str, key: str) -> str:
    """The queue of one caller in `service`; `key`, a UUID, is also its routing key."""
    return f"rpc.reply-{service}-{key}"


def parked_exchange(service: str) -> str:
    """Where the broker itself puts aside what `service` could not even refuse."""
    return f"{service}.parked"


def parked_queue(queue: str) -> str:
    return f"{queue}.parked"


def quorum(queue: str, service: str) -> dict[str, object]:
    """Arguments of a durable queue that puts aside a message which killed its consumer too often.

    That is the last resort: a consumer that can still run parks or holds a message itself. An event parked
    here is not lost to the consumer either: the next one shows the gap, and the source's feed fills it.
    """
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": MOST_DELIVERIES,
        "x-dead-letter-exchange": parked_exchange(service),
        "x-dead-letter-routing-key": parked_queue(queue),
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",  # at-least-once dead-lettering asks for it; there is no length limit
    }


@dataclass(frozen=True)
class Keys:
    """Which routing keys one broker user may write to, and read from, one exchange."""

    exchange: str
    write: str
    read: str


@dataclass(frozen=True)
class Permissions:
    """What one broker user may do: three patterns over names, and patterns over keys on single exchanges.

    An exchange that a user may write to must not be a way round the keys of another that it may bind behind it.
    """

    configure: str
    write: str
    read: str
    keys: tuple[Keys, ...]


def permissions(service: str, hears: Iterable[str] = (), calls: Iterable[str] = ()) -> Permissions:
    """The least that `service` needs: its own names, the exchanges it hears, the RPC methods it calls.

    `calls` holds `<service>.<method>` beyond the `feed` of every neighbour heard. A service can answer callers
    whose key it knows.
    """
    heard = sorted(hears)
    methods = sorted({*calls, *(f"{source}.feed" for source in heard)})
    own = re.escape(service)
    queues = [rf"rpc-{own}(\.parked)?", rf"rpc\.reply-{own}-{REPLY_KEY}"]
    queues += [rf"{own}\.from\.{re.escape(source)}(\.parked)?" for source in heard]
    exchanges = [rf"{own}\.events", rf"{own}\.parked"]
    neighbours = [re.escape(events_exchange(source)) for source in heard]
    return Permissions(
        configure=one_of([*queues, *exchanges]),
        write=one_of([*queues, *exchanges, RPC_EXCHANGE]),
        read=one_of([*queues, rf"{own}\.parked", *neighbours, RPC_EXCHANGE]),
        keys=(
            Keys(RPC_EXCHANGE, one_of([*map(re.escape, methods), REPLY_KEY]), one_of([rf"{own}\..*", REPLY_KEY])),
            Keys(events_exchange(service), one_of([EVENT_KEY]), ".*"),
            Keys(parked_exchange(service), one_of(queues), one_of(queues)),
        ),
    )


def one_of(patterns: Iterable[str]) -> str:
    return f"^({'|'.join(patterns)})$"
