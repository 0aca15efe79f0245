"""`stadion rebuild`: make again, from events, what is only derived from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from stadion.home import DEFAULT, attach
from stadion.problem import Problem
from stadion.services import DOMAIN, PROJECTED, declaration

console = Console()


def command(
    service: Annotated[str, typer.Argument(help="Whose tables; analytics: the reporting tables.")] = PROJECTED[0],
    compare_only: Annotated[bool, typer.Option("--compare-only", help="Build beside, compare, keep the old.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Make the reporting tables, or the views of a service, again from its events. The platform goes on meanwhile.

    Reports are answered from the old tables until the new ones are complete and compared with them; a comparison
    alone exits with 1 when a table differs. Of a domain service, commands wait until its views are done.

    stadion rebuild

    stadion rebuild analytics --compare-only --json

    stadion rebuild cards
    """
    attach(folder)
    if service in PROJECTED:
        tables = _reports(service, compare_only, as_json)
    elif service in DOMAIN and not compare_only:
        tables = _views(service, as_json)
    elif service in DOMAIN:
        raise Problem(f"`stadion audit {service}` compares the views of {service} with its log")
    else:
        raise Problem(f"{service} has nothing that is made from events")
    _show(service, tables, as_json)
    raise typer.Exit(1 if compare_only and not all(tables.values()) else 0)


def _reports(service: str, compare_only: bool, quiet: bool) -> Mapping[str, bool]:
    import psycopg

    from shared.projections import Projections
    from shared.rebuild import compare, rebuild
    from shared.settings import Settings

    projections = Projections.of(declaration(service))
    url = Settings(service).owner_database_url
    with psycopg.connect(url, autocommit=True) as owner, _told("rebuilding", quiet) as told:
        return (compare if compare_only else rebuild)(owner, projections, told)


def _views(service: str, quiet: bool) -> Mapping[str, bool]:
    from psycopg import Connection
    from psycopg_pool import ConnectionPool

    from shared.assembly import Assembly
    from shared.settings import Settings

    settings = Settings(service)
    assembly = Assembly.of(declaration(service), settings)
    pool: ConnectionPool[Connection] = ConnectionPool(settings.owner_database_url, min_size=1, max_size=2, open=True)
    with pool, _told("rebuilding", quiet) as told:
        store = assembly.store(pool)
        last = store.head()
        store.rebuild(assembly.deciders.codec, lambda position: told(position, max(position, last)))
    return dict.fromkeys(store.views.tables if store.views else (), True)


@contextmanager
def _told(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, every: progress.update(task, completed=done, total=every)


def _show(service: str, tables: Mapping[str, bool], as_json: bool) -> None:
    differing = [table for table, same in tables.items() if not same]
    if as_json:
        print(json.dumps({"service": service, "tables": list(tables), "differing": differing}))
        return
    console.print(f"{len(tables)} tables of {service} were made from their events")
    if differing:
        console.print(f"other than what stood there before: {', '.join(differing)}")
