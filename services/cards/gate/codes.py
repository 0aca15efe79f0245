"""Codes on phones and passes on paper: how they are made, and read again. Pure; the key comes as an argument.

`S1.<card>.<epoch>.<minute>.<turn>.<signature>` rotates each minute: it was shown in this minute, after so many scans
(`turn`) of this card's codes. `P1.<card>.<epoch>.<signature>` does not. The epoch tells how often the card was replaced
or passed on: what was made before is worth nothing after. No card has a secret that could be lost: the chain signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.signing import Signatures

ROTATES = timedelta(seconds=60)
ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CODE = re.compile(
    rf"(?P<text>S1\.(?P<card>{ID})\.(?P<epoch>\d{{1,6}})\.(?P<minute>\d{{1,9}})\.(?P<turn>\d{{1,9}})"
    rf"|P1\.(?P<of>{ID})\.(?P<since>\d{{1,6}}))\.(?P<signature>[\w-]{{1,100}})"
)


@dataclass(frozen=True)
class Code:
    """A code as it says of itself; `minute` None: a pass."""

    card_id: str
    epoch: int
    minute: int | None = None
    turn: int = 0

    @property
    def text(self) -> str:
        """What is signed."""
        if self.minute is None:
            return f"P1.{self.card_id}.{self.epoch}"
        return f"S1.{self.card_id}.{self.epoch}.{self.minute}.{self.turn}"

    @property
    def shown_at(self) -> datetime:
        """When the phone began to show it."""
        return datetime.fromtimestamp((self.minute or 0) * 60, UTC)

    def signed(self, signatures: Signatures) -> str:
        return f"{self.text}.{signatures.sign(self.text)}"


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // 60


def seconds_left(at: datetime) -> int:
    """Until the next code: 60 at the full minute, 1 in its last second."""
    return 60 - int(at.timestamp()) % 60


def read(scanned: str, signatures: Signatures) -> Code | None:
    """The code, if the chain made it."""
    found = CODE.fullmatch(scanned.strip())
    if found is None or not signatures.genuine(found["text"], found["signature"]):
        return None
    if found["of"]:
        return Code(found["of"], int(found["since"]))
    return Code(found["card"], int(found["epoch"]), int(found["minute"]), int(found["turn"]))
