"""`stadion migrate`: bring the databases' schemas up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import print

from stadion.home import DEFAULT, attach
from stadion.services import PROJECTED, SERVICES, declaration, migration_folders


def migrate_all(environment: Mapping[str, str], services: Sequence[str] = SERVICES) -> Iterator[str]:
    """Migrate each service; gives the name of each migration as it is done, and of what was made anew after it."""
    from shared.migrations import migrate

    for service in services:
        url = environment[f"{service.upper()}_OWNER_DATABASE_URL"]
        for name in migrate(url, f"{service}_app", migration_folders(service)):
            yield f"{service}: {name}"
        if service in PROJECTED and _projected(service, url):
            yield f"{service}: reporting tables"


def _projected(service: str, url: str) -> bool:
    """Whether the reporting tables had to be made, since there were none or they had been made otherwise."""
    import psycopg

    from shared.projections import Projections
    from shared.rebuild import ensure

    with psycopg.connect(url, autocommit=True) as owner:
        return ensure(owner, Projections.of(declaration(service)))


def command(
    services: Annotated[list[str] | None, typer.Argument(help="Which services; without any, all.")] = None,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Bring the databases' schemas up to date. Safe to repeat, and two at once.

    stadion migrate

    stadion migrate cards finance
    """
    from shared.settings import Settings

    attach(folder)
    chosen = services or list(SERVICES)
    urls = {f"{s.upper()}_OWNER_DATABASE_URL": Settings(s).owner_database_url for s in chosen}
    done = 0
    for name in migrate_all(urls, chosen):
        print(f"migrated {name}")
        done += 1
    print("up to date" if not done else f"{done} migrations done")
