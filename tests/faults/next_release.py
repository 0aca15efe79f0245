"""The release after this one: a checkout of its own, changed as engineers change one, that runs beside ours.

It adds what a release may add: a field with a default to an event that everybody hears, an event type that this
release does not know, on streams that it does, and a command that leads to it. Each edit must find its place: when the
code moves on, this fails rather than proving nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from stadion.supervisor import CHECKOUT

PACKAGES = ("services", "shared", "stadion")

PRAISE = '''"""Praise: the desk thanks a member for using a card."""

from shared.contracts import FRONT_DESK, HEAD_OFFICE, Command, Event, Id
from shared.contracts.cards.card import CardNotIssued


class PraiseCard(Command, by=(HEAD_OFFICE, FRONT_DESK), refuses=(CardNotIssued,)):
    """Thank the holder of a card."""

    card_id: Id
    praise_id: Id


class CardPraised(Event, stream="card-{card_id}"):
    """The holder of a card was thanked."""

    card_id: Id
    praise_id: Id
'''
DECIDER = '''"""Praise. Pure."""

from services.cards.card import Card, card_stream
from services.cards.evolve import evolve
from shared.contracts.cards import CardNotIssued, CardPraised, PraiseCard
from shared.decider import Context, Decider


def decide(wish: PraiseCard, card: Card, context: Context) -> list[CardPraised]:
    if card.issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    return [CardPraised(card_id=wish.card_id, praise_id=wish.praise_id)]


PRAISING: Decider[Card] = Decider(
    (PraiseCard,), Card(), lambda wish, context: [card_stream(wish.card_id)], decide, evolve
)
'''
NEW = {"shared/contracts/cards/praise.py": PRAISE, "services/cards/praising.py": DECIDER}
EDITS = (
    ("shared/contracts/cards/__init__.py",
     "from shared.contracts.cards.product import *\n",
     "from shared.contracts.cards.praise import *\nfrom shared.contracts.cards.product import *\n"),
    ("services/cards/evolve.py", "    CardWatched,\n", "    CardPraised,\n    CardWatched,\n"),
    ("services/cards/evolve.py", "        case CardWatched():\n", "        case CardWatched() | CardPraised():\n"),
    ("shared/contracts/cards/gate.py",
     "    lots: tuple[LotUse, ...] = ()\n",
     '    lots: tuple[LotUse, ...] = ()\n    lane: str = "main"\n'),
    ("services/cards/gate/entry.py", "    return EntryGranted(\n", '    return EntryGranted(\n        lane="north",\n'),
)  # fmt: skip


def next_release(folder: Path) -> Path:
    """The folder to run it from."""
    for package in PACKAGES:
        shutil.copytree(CHECKOUT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", folder)  # says the version
    for path, text in NEW.items():
        (folder / path).write_text(text)
    for path, before, after in EDITS:
        text = (folder / path).read_text()
        assert text.count(before) == 1, f"{path} moved on: {before!r} is there {text.count(before)} times"
        (folder / path).write_text(text.replace(before, after))
    return folder


def running(folder: Path) -> dict[str, str]:
    """The variables of a process that is to be of that release."""
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}  # not from the folder in which it is started
