"""`stadion user`: let a person in from the command line, such as the first one of head office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import print

from stadion.home import DEFAULT, attach
from stadion.problem import Problem

commands = typer.Typer(help="People who may log in.", no_args_is_help=True)


@commands.callback()
def group() -> None:
    """Keeps `add` a word of its own, though it is the only one yet."""


@commands.command()
def add(
    login: Annotated[str, typer.Argument(help="Small letters, digits and ._@-, 3 to 64.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="STADION_PASSWORD")
    ],
    role: Annotated[
        list[str] | None, typer.Option(help="head_office, venue_manager, front_desk, coach, finance_clerk; may repeat.")
    ] = None,
    venue: Annotated[list[str] | None, typer.Option(help="Id of a venue; without any, the whole chain.")] = None,
    keep_password: Annotated[bool, typer.Option(help="Do not ask for another at the first log-in.")] = False,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Hire a person and give them a login; the same login again gets a new password.

    stadion user add chief --name "Anna Li"

    stadion user add desk.1 --name "Wu Lei" --role front_desk --venue 0190f5b2-…
    """
    attach(folder)
    staff_id = hire(login, name, role or ["head_office"], venue or None)
    give_login(staff_id, login, password, must_change=not keep_password)
    print(f"{name} may log in as [bold]{login}[/]")


def hire(login: str, name: str, roles: Sequence[str], venues: list[str] | None) -> str:
    """The staff id that stands for this login; who is hired already stays as they are. Raises Problem."""
    from marshmallow import ValidationError

    from shared.contracts import HEAD_OFFICE, Actor, Refusal
    from shared.contracts.members import HireStaff, StaffAlreadyHired
    from shared.ids import derived_id, new_id
    from stadion.client import OPERATOR_ACTOR, Client

    staff_id = derived_id("login of staff", login)
    client = Client.connect(1).acting_as(Actor(OPERATOR_ACTOR.id, (HEAD_OFFICE,)))
    try:
        client.give(HireStaff.load({"staff_id": staff_id, "name": name, "roles": roles, "venues": venues}), new_id())
    except StaffAlreadyHired:
        pass
    except (Refusal, ValidationError) as refused:
        raise Problem(str(refused)) from None
    finally:
        client.close()
    return staff_id


def give_login(staff_id: str, login: str, password: str, must_change: bool) -> None:
    """Raises Problem for a password that is guessed first, or a login that is not one or somebody else's."""
    from psycopg_pool import ConnectionPool

    from services.gateway.first_login import add_login
    from shared.contracts import Refusal
    from shared.settings import Settings

    try:
        with ConnectionPool(Settings("gateway").database_url, min_size=1, max_size=1) as pool:
            add_login(pool, datetime.now(UTC), staff_id, login, password, must_change=must_change)
    except Refusal as refused:
        raise Problem(f"{refused.text(refused.says)} {refused.text(refused.remedy)}") from None
