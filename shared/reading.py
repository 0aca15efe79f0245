"""Reading what a decision stands on: the histories of its streams, and their fold. Pure but for its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.codec import Codec
from shared.contracts import Event
from shared.log import Decided, Transaction
from shared.remembered import Histories, Known

State = TypeVar("State")


@dataclass(frozen=True)
class Reader(Generic[State]):
    """Reads for one command: its decider's `fold`, and what its `further` streams are."""

    tx: Transaction
    codec: Codec
    command_id: str
    fold: Callable[[Iterable[Event], State], State]
    further: Callable[[State], Iterable[str]]

    def known(self, before: Known[State], streams: Sequence[str]) -> tuple[Decided | None, Known[State], Histories]:
        """What is known with what came since, and the histories of the other streams."""
        loaded = self.tx.load(self.command_id, streams, before.versions)
        if loaded.decided:
            return loaded.decided, before, {}
        if not before.goes_on_with(loaded.histories):
            before = before.unread()
            loaded = self.tx.load(self.command_id, streams)
        since = {name: loaded.histories[name] for name in before.versions}
        others = {name: loaded.histories[name] for name in streams if name not in since}
        return None, before.now(self._folded(since, before.state), since), others

    def read(self, known: Known[State], histories: Histories) -> tuple[Mapping[str, int], State]:
        """The version of each stream and the fold of all, with every further stream, until nothing new is named."""
        state = self._folded(histories, known.state)
        while names := [n for n in dict.fromkeys(self.further(state)) if n not in {**histories, **known.versions}]:
            loaded = self.tx.load(self.command_id, names).histories
            histories = {**histories, **{name: loaded[name] for name in names}}
            state = self._folded(histories, known.state)
        return {**known.versions, **{name: len(history) for name, history in histories.items()}}, state

    def _folded(self, histories: Histories, state: State) -> State:
        """Stream by stream."""
        return self.fold(self.codec.decode(self.tx, [e for history in histories.values() for e in history]), state)
