"""`stadion parked`: what waits for an operator, service by service, and what to do about it."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import print
from rich.table import Table

from stadion.home import DEFAULT, attach
from stadion.problem import Problem
from stadion.services import DOMAIN

if TYPE_CHECKING:
    from psycopg import Connection

Folder = Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")]
ServiceName = Annotated[str, typer.Argument(help="The service in which it waits.")]
EventName = Annotated[str, typer.Argument(help="SOURCE@POSITION, as `stadion parked list` shows it.")]
Why = Annotated[str, typer.Option("--because", help="The reason; it stays on record with your name.")]

commands = typer.Typer(help="Events that wait, and messages that nobody could read.", no_args_is_help=True)


@contextmanager
def database(service: str, folder: Path) -> Iterator[Connection[Any]]:
    """The service's database; what finds nothing to settle ends as a Problem, and nothing is changed."""
    import psycopg

    from shared.inbox.operator import NothingWaits
    from shared.settings import Settings

    attach(folder)
    try:
        with psycopg.connect(Settings(service).database_url, connect_timeout=5) as connection:
            yield connection
    except NothingWaits as nothing:
        raise Problem(f"{nothing} does not wait in {service}; see `stadion parked list {service}`") from None


def place(event: str) -> tuple[str, int]:
    source, _, position = event.partition("@")
    if not source or not position.isdigit():
        raise Problem(f"{event}: give SOURCE@POSITION, as `stadion parked list` shows it")
    return source, int(position)


def readable(value: object) -> str:
    """JSON for what has no form of its own there: instants, and the bytes of a message."""
    return value.decode(errors="backslashreplace") if isinstance(value, bytes) else str(value)


@commands.command("list")
def list_(
    services: Annotated[list[str] | None, typer.Argument(help="Which services; without any, all.")] = None,
    folder: Folder = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show every event that waits, and every message that could not be read.

    An event that only waits for an earlier one of its stream goes on with it.

    stadion parked list

    stadion parked list cards --json
    """
    from shared.inbox.operator import garbled, waiting

    table = Table("service", "what", "stream", "since", "state", title="waiting")
    table.add_column("reason", overflow="fold")
    for service in services or DOMAIN:
        with database(service, folder) as connection:
            held, messages = waiting(connection), garbled(connection)
        for event in held:
            if as_json:
                typer.echo(json.dumps({"service": service, **asdict(event)}, default=readable))
            state = "behind" if event.behind else "parked" if event.parked else f"tried {event.attempts} times"
            name = f"{event.type} {event.source}@{event.position}"
            table.add_row(service, name, event.stream, f"{event.held_at:%F %T}", state, event.reason)
        for message in messages:
            if as_json:
                typer.echo(json.dumps({"service": service, **asdict(message)}, default=readable))
            name = f"message {message.id} from {message.source}"
            table.add_row(service, name, "", f"{message.parked_at:%F %T}", "unreadable", message.reason)
    if not as_json:
        print(table if table.row_count else "nothing waits")


@commands.command()
def collect(
    services: Annotated[list[str] | None, typer.Argument(help="Which services; without any, all.")] = None,
    folder: Folder = DEFAULT,
) -> None:
    """Take over what the broker put aside, such as calls that no door could read: then it is listed, and dismissed.

    stadion parked collect

    stadion parked collect members
    """
    from shared.amqp import connected
    from shared.broker import parked_queue
    from shared.settings import Settings
    from stadion.auditing.queues import look, queues
    from stadion.collecting import collect
    from stadion.services import declaration

    for service in services or DOMAIN:
        with database(service, folder) as db, connected(Settings(service).broker_url) as broker:
            found = look(service)
            for queue in (name for own in queues(service) if found.get(name := parked_queue(own))):
                source = queue.removesuffix(".parked").rpartition(".from.")[2] if ".from." in queue else "rpc"
                moved = collect(db, broker.channel(), queue, source, declaration(service).private)
                print(f"{queue}: {moved} messages are listed by `stadion parked list {service}` now")


@commands.command()
def replay(service: ServiceName, event: EventName, folder: Folder = DEFAULT) -> None:
    """Try an event again at once, and what waits behind it.

    stadion parked replay cards finance@1042
    """
    from shared.inbox import operator

    source, position = place(event)
    with database(service, folder) as connection:
        operator.replay(connection, source, position, datetime.now(UTC))
    print(f"{service} tries {event} again")


@commands.command()
def skip(service: ServiceName, event: EventName, why: Why, folder: Folder = DEFAULT) -> None:
    """Go on without the effect of an event.

    stadion parked skip cards finance@1042 --because "refunded by hand, receipt 7731"
    """
    from shared.inbox import operator

    source, position = place(event)
    with database(service, folder) as connection:
        operator.skip(connection, source, position, getpass.getuser(), why, datetime.now(UTC))
    print(f"{service} goes on without {event}")


@commands.command()
def dismiss(
    service: ServiceName,
    message: Annotated[int, typer.Argument(help="Its number, as `stadion parked list` shows it.")],
    why: Why,
    folder: Folder = DEFAULT,
) -> None:
    """Put an unreadable message away. If it was an event, that came through the source's feed.

    stadion parked dismiss cards 3 --because "sent by a test"
    """
    from shared.inbox import operator

    with database(service, folder) as connection:
        operator.dismiss(connection, message, getpass.getuser(), why, datetime.now(UTC))
    print(f"{service}: message {message} is put away")
