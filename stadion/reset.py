"""`stadion reset`: throw a platform's data away."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich import print

from stadion.home import DEFAULT, Home


def command(
    folder: Annotated[Path, typer.Option(help="The platform's folder.")] = DEFAULT,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete everything that `stadion run` keeps: members, money, history, keys. Asks first.

    stadion reset

    stadion reset --yes
    """
    if not folder.exists():
        print(f"{folder} does not exist: nothing to delete")
        return
    home = Home(folder)
    with home.locked():
        if not yes:
            typer.confirm(f"Delete {home.folder} with all its data, for ever?", abort=True)
        shutil.rmtree(home.folder)
    print(f"{folder} is deleted")
