"""What was asked for of a card, and waits for somebody else's answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.cards import ExtensionRequested, LateFreezeRequested, TransferRequested


@dataclass(frozen=True)
class Application:
    """open -> approved | declined | lapsed"""

    asked: ExtensionRequested | TransferRequested | LateFreezeRequested
    status: str = "open"
