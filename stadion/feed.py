"""`stadion feed`: a service's published events, as others get them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stadion.home import DEFAULT, attach
from stadion.problem import Problem
from stadion.services import DOMAIN

if TYPE_CHECKING:
    from stadion.client import Client

PAGE = 500
LOOK_EVERY = 0.5  # seconds, while following


def command(
    service: Annotated[str, typer.Argument(help=", ".join(DOMAIN))],
    after: Annotated[int, typer.Option(min=0, help="Events behind this position of the service's log.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="So many events at most.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more, until Ctrl-C.")] = False,
    of_type: Annotated[
        list[str] | None, typer.Option("--type", help="Only events of this type; may be given again.")
    ] = None,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Print a service's published events in log order, one JSON envelope a line. Personal fields stay sealed.

    stadion feed finance --limit 10

    stadion feed cards --after 1200 --type EntryGranted --type EntryRefused

    stadion feed booking --follow
    """  # fmt: skip
    from shared.contracts import Refusal
    from shared.rpc import CallFailed
    from stadion.client import Client

    if service not in DOMAIN:
        raise Problem(f"{service} has no feed; there are {', '.join(DOMAIN)}")
    attach(folder)
    try:
        with closing(Client.connect(connections=1)) as client, suppress(KeyboardInterrupt):
            wanted = (e for e in events(client, service, after, follow) if not of_type or e["type"] in of_type)
            for event in islice(wanted, limit):
                sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
                if follow:
                    sys.stdout.flush()
            sys.stdout.flush()
    except (CallFailed, Refusal) as failed:
        raise Problem(f"{service} does not answer: {type(failed).__name__}: {failed}") from None


def events(client: Client, service: str, after: int, follow: bool) -> Iterator[Mapping[str, Any]]:
    """Every event behind a position; when there is no more, the end, or a wait."""
    while True:
        page = client.feed(service, after, PAGE)
        yield from page["events"]
        if page["position"] == after:
            if not follow:
                return
            time.sleep(LOOK_EVERY)
        after = page["position"]
