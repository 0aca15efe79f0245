"""What a source said before a reaction was there: fetched from its feed and told, until it is like the others.

An upgrade adds a reaction to a service that has long followed its neighbours. It hears at once what is said from then
on; this brings it what was said before, in the order of the log, each event's effect once. Meanwhile

* live events go on, but for those that mean something and stand in a stream that is older: its past comes first,
* an event of the past that fails is held, and with it the later ones of its stream, like any other.

So of each stream the new reaction acts on everything in order, and behind the upgrade all reactions do. What an older
reaction did before the upgrade, it did without the new one, and that is not done again: a decider for which the order
between the two counts goes by when things happened, as it does for whatever else is told late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from shared.consumer import BEHIND, Reactions, reason_of
from shared.contracts import Command
from shared.envelope import Envelope
from shared.inbox import Untold
from shared.log import Transaction
from shared.telemetry import logger

PAGE = 500  # events asked for at once
SLICE = 1.0  # seconds that live events wait at most for one turn of it
AGAIN = 1.0  # seconds until a feed that could not answer is asked again

log = logger(__name__)


class Picked(NamedTuple):
    """Events of the types asked for, and the position up to which their source was looked through."""

    events: Sequence[Envelope]
    position: int


Pick = Callable[[str, Sequence[str], int, int], Picked]
"""`pick(source, types, after, limit)`: from the source's door."""


class Past:
    """Used by the thread of the reactions; `monotonic` gives seconds. When a step raises, nothing is lost."""

    def __init__(self, reactions: Reactions, pick: Pick, monotonic: Callable[[], float]) -> None:
        self.reactions, self.pick, self.monotonic = reactions, pick, monotonic
        self.again_at = 0.0

    def step(self) -> None:
        """Tell for a while what is still to be told."""
        now = self.monotonic()
        if now < self.again_at:
            return
        while self.reactions.untold and self.monotonic() < now + SLICE:
            if not self._page():
                self.again_at = self.monotonic() + AGAIN
                return

    def _page(self) -> bool:
        """Whether the feed had something to say."""
        untold, source = self.reactions.untold[0], self.reactions.source
        try:
            page = self.pick(source, untold.types(), untold.reached, PAGE)
        except Exception as fault:
            log.warning("past away", source=source, after=untold.reached, why=f"{type(fault).__name__}: {fault}")
            return False
        reached = min(page.position, untold.since)
        if reached == untold.reached:
            return False
        self._tell(untold, [e for e in page.events if e.position <= reached and e.type in untold.types()], reached)
        return True

    def _tell(self, untold: Untold, events: Sequence[Envelope], reached: int) -> None:
        for envelope in self._without_effect(events):
            untold = self._give(untold, envelope)
        world, source = self.reactions.world, self.reactions.source
        if untold.reached < reached:
            with world.store.transaction() as tx:
                world.inbox.tell(tx, source, untold, reached)
        if reached == untold.since:
            log.info("past told", source=source, upto=reached, types=untold.types())
        self.reactions.look()

    def _give(self, untold: Untold, envelope: Envelope) -> Untold:
        """The effect of one event, or its place among the held, and with it that it was told."""
        world, source = self.reactions.world, self.reactions.source

        def settle(tx: Transaction) -> None:
            world.inbox.tell(tx, source, untold, envelope.position)

        waits = envelope.stream in self.reactions.held
        fault = None if waits else self.reactions.give(envelope, settle)
        if waits or fault:
            self.reactions.set_aside(envelope, reason_of(fault) if fault else BEHIND, int(not waits), settle)
        return replace(untold, reached=envelope.position)

    def _without_effect(self, events: Sequence[Envelope]) -> Sequence[Envelope]:
        """Those that lead to something, of which an earlier release did not do all, and that do not wait already."""
        due = [(envelope, self._commands(envelope)) for envelope in events]
        ids = [id_ for envelope, commands in due for id_ in self.reactions.ids(envelope, len(commands or ()))]
        world, source = self.reactions.world, self.reactions.source
        with world.store.transaction() as tx:
            given = world.inbox.answered(tx, ids)
            held = world.inbox.ever_held(tx, source, [envelope.position for envelope in events])
        return [
            envelope
            for envelope, commands in due
            if envelope.position not in held
            and (commands is None or self.reactions.not_given(envelope, commands, given))
        ]

    def _commands(self, envelope: Envelope) -> Sequence[Command] | None:
        """None: it cannot be reacted to, and will be held with the reason."""
        try:
            return self.reactions.commands(envelope)
        except Exception:
            return None
