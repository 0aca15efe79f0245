"""Proof of identity without cryptography, which would be most of the work: who holds a token is who it was made for."""

from __future__ import annotations

from datetime import datetime

from shared.authority import LIFETIME, Proven, Verifier, not_valid
from shared.contracts import Actor


class Signet(Verifier):
    """Signer and verifier; audiences and times are checked as ever."""

    def __init__(self) -> None:
        super().__init__({})
        self.made: dict[str, Proven] = {}

    def token(self, actor: Actor, audience: str, now: datetime) -> str:
        issued = int(now.timestamp())
        proven = Proven(actor, audience, issued, issued + LIFETIME)
        token = f"{len(self.made)}"
        self.made[token] = proven
        return token

    def _prove(self, token: str, audience: str) -> Proven:
        proven = self.made.get(token)
        if proven is None or proven.audience != audience:
            raise not_valid("is not genuine")
        return proven
