"""F22: the log is still the one that was published, by the seals that the relay left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from shared.audit import Check, Violation
from shared.log import Recorded
from shared.relay import Mark, link
from shared.seals import Seal


class Chain(Check):
    """Follows the hash chain from seal to seal; behind a broken one it goes on from the seal, to name every page.

    A seal tells that its page was altered, not which event of it: `shared.audit.witness` does where there is a copy.
    """

    invariant = "F22"
    promise = "no published event was altered, removed or put in: pages lead to their seals"

    def __init__(self, seals: Iterable[Seal], mark: Mark) -> None:
        self.seals = iter(seals)
        self.next = next(self.seals, None)
        self.mark, self.reached = mark, Mark()
        self.chain = self.reached.chain
        self.count = self.unsealed = 0

    def read(self, recorded: Recorded) -> Iterator[Violation]:
        while self.next and self.next.position < recorded.position:
            yield from self._close(self.next)
        if self.next:
            self.chain = link(self.chain, recorded)
        else:
            self.unsealed += 1

    def end(self, before: datetime) -> Iterator[Violation]:
        while self.next:
            yield from self._close(self.next)
        if self.reached != self.mark:
            yield Violation(
                f"the last seal, at {self.reached.position}, is not what the relay remembers", self.mark.position
            )

    def _close(self, seal: Seal) -> Iterator[Violation]:
        if self.chain != seal.chain:
            after = self.reached.position
            yield Violation(
                f"the events behind {after} up to {seal.position} are not those that were published", seal.position
            )
        self.count += 1
        self.chain, self.reached = seal.chain, Mark(seal.position, seal.chain)
        self.next = next(self.seals, None)

    def checked(self) -> str:
        return f"{self.count:,} seals up to {self.reached.position:,}; {self.unsealed:,} events behind them"
