"""What a card's past costs at the gate: processor time of a swipe behind 30, 300 and 1,000 events of one card.

A stream is folded whole for every command, there are no snapshots (docs/adr/0019). The floor is to decode the same
events and do nothing with them. In memory, so that only the processor counts; twenty swipes each, none of them kept.

`python -m benchmarks.past [file.json]`
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Literal

from services.cards.card import card_stream
from services.cards.service import SERVICE
from shared import contracts
from shared.codec import PlainCodec
from shared.contracts import Actor, Command, Money
from shared.contracts.cards import IssueCard, OpenGate, PublishProduct, SwipeCard, Terms
from shared.decider import Deciders, Wish
from shared.ids import new_id
from shared.log.memory import MemoryStore

PASTS = (30, 300, 1_000)
TIMES = 20
ANYBODY = Actor(id=new_id(), roles=(contracts.HEAD_OFFICE, contracts.FRONT_DESK, contracts.SERVICE))
PRODUCT, VENUE, CARD, MEMBER = (new_id() for _ in range(4))
DIRECTIONS: tuple[Literal["in", "out"], ...] = ("in", "out")
BEGIN = datetime(2025, 1, 1, 4, tzinfo=UTC)


class Undone(Exception):
    """Ends a transaction that is not kept."""


class Card:
    """One card that comes and goes every day."""

    def __init__(self) -> None:
        self.store, self.deciders = MemoryStore(), Deciders(SERVICE.deciders, PlainCodec())
        terms = Terms(kind="term", months=120, freeze_days=0)
        self.give(PublishProduct(product_id=PRODUCT, name="Ten years", name_zh="十年卡", terms=terms))
        self.give(OpenGate(venue_id=VENUE, zone="Asia/Shanghai"))
        sold = {"product_id": PRODUCT, "venue_id": VENUE, "price": Money(1, "CNY"), "first_day": date(2025, 1, 1)}
        self.give(IssueCard(card_id=CARD, order_id=CARD, member_id=MEMBER, **sold))  # type: ignore[arg-type]

    @property
    def past(self) -> int:
        return len(self.store.streams[card_stream(CARD)])

    @property
    def now(self) -> datetime:
        return BEGIN + timedelta(hours=12) * self.past

    def wish(self, command: Command) -> Wish:
        return Wish(command, new_id(), ANYBODY, self.now)

    def give(self, command: Command) -> None:
        refusal = self.deciders.execute(self.store, Wish(command, new_id(), ANYBODY, BEGIN)).refusal
        assert refusal is None, refusal

    def live(self, events: int) -> None:
        """In and out until the card has so many events."""
        while self.past < events:
            for direction in DIRECTIONS:
                wish = self.wish(SwipeCard(swipe_id=new_id(), card_id=CARD, venue_id=VENUE, direction=direction))
                assert self.deciders.execute(self.store, wish).refusal is None

    def swipe(self) -> None:
        with suppress(Undone), self.store.transaction() as tx:
            self.deciders.decide(tx, self.wish(SwipeCard(swipe_id=new_id(), card_id=CARD, venue_id=VENUE)))
            raise Undone

    def read(self) -> None:
        with suppress(Undone), self.store.transaction() as tx:
            name = card_stream(CARD)
            self.deciders.codec.decode(tx, tx.load(new_id(), [name]).histories[name])
            raise Undone


def cost(step: Callable[[], None]) -> float:
    """Median milliseconds of processor time."""
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        step()
        taken.append((time.process_time() - start) * 1_000)
    return median(taken)


def measure() -> dict[str, dict[str, float]]:
    card, found = Card(), {}
    for past in PASTS:
        card.live(past)
        swipe, floor = cost(card.swipe), cost(card.read)
        found[f"{past:,} events"] = {
            "swipe ms": round(swipe, 2),
            "decode ms": round(floor, 2),
            "swipe / decode": round(swipe / floor, 1),
            "us an event": round(swipe / past * 1_000, 1),
        }
    return found


def main(arguments: Sequence[str]) -> None:
    text = json.dumps(measure(), indent=2)
    print(text)
    if arguments:
        Path(arguments[0]).write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
