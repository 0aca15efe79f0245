"""`stadion run`: the whole platform on this machine, until Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from stadion.demo.logins import PASSWORD, logins
from stadion.home import DEFAULT, Home

if TYPE_CHECKING:
    from stadion.platform import Platform

console = Console()


def command(
    folder: Annotated[Path, typer.Option(help="Where data, logs and secrets are kept.")] = DEFAULT,
    port: Annotated[int | None, typer.Option(help="Of the web pages; if taken, any free one.")] = None,
) -> None:
    """Run the whole platform on this machine: no configuration, no Docker. Ctrl-C ends all of it.

    The first start makes a demo chain; data are kept in the folder until `stadion reset`.
    Servers named by STADION_POSTGRES_URL and STADION_BROKER_URL are used instead of embedded ones.

    stadion run

    stadion run --port 8080 --folder /var/lib/stadion
    """
    from stadion.platform import Platform

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end it in the same order
    home = Home(folder)
    home.make()
    with home.locked(), contextlib.suppress(KeyboardInterrupt):
        platform = Platform(home, port, _say)
        try:
            _run(platform)
        finally:
            for ends in (signal.SIGINT, signal.SIGTERM):
                signal.signal(ends, signal.SIG_IGN)
            _say("ending everything that was started")
            platform.stop()


def _run(platform: Platform) -> None:
    from stadion.first_start import first_start

    began = time.monotonic()
    platform.start()
    first_start(platform.home, platform.environment, platform.watch, _say)
    console.print(_summary(platform))
    _say(f"ready after {time.monotonic() - began:.1f} s; Ctrl-C ends it; logs in {platform.home.logs}")
    while True:
        platform.watch()
        time.sleep(0.2)


def _summary(platform: Platform) -> Table:
    table = Table("process", "state", title="Stadion", title_justify="left", box=None)
    for name, state in platform.states().items():
        table.add_row(name, f"[green]{state}[/]" if state == "ready" else f"[red]{state}[/]")
    table.add_section()
    table.add_row("web pages", f"http://127.0.0.1:{platform.http_port}/")
    table.add_row("HTTP interface", f"http://127.0.0.1:{platform.http_port}/api/docs")
    table.add_section()
    for login, purpose in logins():
        table.add_row(f"log in as {login}", f"{PASSWORD}  ({purpose})")
    return table


def _say(line: str) -> None:
    console.print(f"  {line}", style="dim", highlight=False, markup=False)
