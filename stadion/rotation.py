"""`stadion keys`: replace the key that wraps the keys of persons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import print
from rich.console import Console

from stadion.home import DEFAULT, attach
from stadion.problem import Problem
from stadion.services import DOMAIN, declaration

if TYPE_CHECKING:
    from shared.rewrap import Count

commands = typer.Typer(help="Keys of personal data.", no_args_is_help=True)


@commands.callback()
def group() -> None:
    """Keeps `rotate` a word of its own, though it is the only one yet."""


@commands.command()
def rotate(
    check: Annotated[
        bool, typer.Option("--check", help="Only count; ends with 1 while an older key is needed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Wrap every person's key with the newest PERSONAL_KEY_ENCRYPTION_KEY: the new one, a comma, the old ones.

    Services go on meanwhile; it may be stopped and run again. Ends with 1 if a key is left that none of them opens.

    stadion keys rotate

    stadion keys rotate --check --json
    """
    attach(folder)
    counts = {service: _rotated(service, check, as_json) for service in DOMAIN if declaration(service).private}
    for service, count in counts.items():
        if as_json:
            print(json.dumps({"service": service, **vars(count)}))
        else:
            print(f"{service}: {_sentence(count, check)}")
    if any(count.unopened or (check and count.older) for count in counts.values()):
        raise typer.Exit(1)


def _rotated(service: str, check: bool, quiet: bool) -> Count:
    import psycopg

    from shared.privacy import private_parts
    from shared.rewrap import rewrap
    from shared.settings import Settings

    settings = Settings(service)
    codec, _ = private_parts(settings)
    if not (check or codec.older):
        raise Problem("PERSONAL_KEY_ENCRYPTION_KEY holds one key only: put the new one before it, with a comma between")
    console = Console(stderr=True, quiet=quiet)
    with psycopg.connect(settings.database_url) as connection, console.status(service) as status:
        for count in rewrap(connection, codec, only_count=check):
            status.update(f"{service}: {count.keys} keys, {count.older} of them older")
    return count


def _sentence(count: Count, check: bool) -> str:
    verb = "are wrapped by an older key" if check else "were wrapped by an older key and are by the newest now"
    lost = f"; no key that is known opens {len(count.unopened)}: {', '.join(count.unopened[:20])}"
    return f"{count.keys} keys of persons, {count.older} {verb}" + (lost if count.unopened else "")
