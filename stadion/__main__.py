"""The operator's command line. A new verb is a module with a function `command`, and a line in `VERBS`."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from stadion.problem import Problem

VERBS = {
    "run": "stadion.run",
    "serve": "stadion.serve",
    "migrate": "stadion.migrate",
    "doctor": "stadion.doctor",
    "rebuild": "stadion.rebuild",
    "reset": "stadion.reset",
    "demo": "stadion.demo_",
    "import": "stadion.import_",
    "undo-import": "stadion.undo_import",
    "feed": "stadion.feed",
    "audit": "stadion.audit",
}

cli = typer.Typer(
    name="stadion",
    help="Stadion: an event-sourced platform for chains of sports venues.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for verb, module in VERBS.items():
    cli.command(verb)(import_module(module).command)
cli.add_typer(import_module("stadion.parked").commands, name="parked")
cli.add_typer(import_module("stadion.user").commands, name="user")
cli.add_typer(import_module("stadion.rotation").commands, name="keys")


def app() -> None:
    """Ends with 0 when done, 1 when something needs mending (named in one line), 2 when called wrongly."""
    try:
        cli()
    except Problem as problem:
        sys.exit(f"stadion: {problem}")
    except Exception as error:
        if not _needs_mending(error):
            raise
        sys.exit(f"stadion: {error}{_hint(error)}")


def _hint(error: Exception) -> str:
    from shared.settings import SettingMissing

    missing = isinstance(error, SettingMissing)
    return "; start the platform with `make run`, or set the variables of .env.example" if missing else ""


def _needs_mending(error: Exception) -> bool:
    """Problems of the kernel, which knows no command line; imported only now, a command starts quicker so."""
    from psycopg import OperationalError

    from shared.migrations import SchemaAltered, SchemaBehind
    from shared.settings import SettingMissing

    return isinstance(error, SettingMissing | SchemaAltered | SchemaBehind | OperationalError)


if __name__ == "__main__":
    app()
