"""What a seed stands for: who takes part and what goes wrong; and the same with something left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.sim.faults import Happening, happenings, rates, upgrades
from tests.sim.flows import FLOWS

MOST_PARTS = 8
SECONDS = 2400.0  # over which happenings are spread; most flows act in the first few minutes
EARLY = 180.0
QUICKEST, SLOWEST = 0.002, 250.0  # seconds that a port takes, and how many times as many in the slowest runs


@dataclass(frozen=True)
class Cut:
    """What is left out: parts and happenings by number, kinds of small faults, single commands as (part, number)."""

    parts: frozenset[int] = frozenset()
    happenings: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    commands: frozenset[tuple[int, int]] = frozenset()

    def __str__(self) -> str:
        said = [f"p{n}" for n in sorted(self.parts)] + [f"h{n}" for n in sorted(self.happenings)]
        said += [f"k{kind.replace(' ', '-')}" for kind in sorted(self.kinds)]
        return ",".join(said + [f"c{part}.{n}" for part, n in sorted(self.commands)])

    @staticmethod
    def read(text: str) -> Cut:
        """From what `str` gives; raises ValueError."""
        found: dict[str, list[str]] = {"p": [], "h": [], "k": [], "c": []}
        for word in filter(None, text.split(",")):
            if not re.fullmatch(r"[ph]\d+|k[a-z-]+|c\d+\.\d+", word):
                raise ValueError(f"{word!r} names nothing that could be left out")
            found[word[0]].append(word[1:])
        pairs = (each.split(".") for each in found["c"])
        return Cut(
            frozenset(map(int, found["p"])),
            frozenset(map(int, found["h"])),
            frozenset(kind.replace("-", " ") for kind in found["k"]),
            frozenset((int(part), int(n)) for part, n in pairs),
        )


@dataclass(frozen=True)
class Part:
    """One caller with its flow; `left_out` are the numbers of its commands that it does not give."""

    number: int
    flow: str
    left_out: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.flow} {self.number}"


@dataclass(frozen=True)
class Plan:
    seed: int
    parts: Sequence[Part]
    happenings: Mapping[int, Happening]
    rates: Mapping[str, float]
    quick: float
    cut: Cut = field(default_factory=Cut)
    crash: str = ""

    @property
    def again(self) -> str:
        """The command that repeats its run."""
        without = f" --without {self.cut}" if self.cut != Cut() else ""
        crash = f" --crash '{self.crash}'" if self.crash else ""
        return f"python -m tests.sim --seed {self.seed}{without}{crash}"

    @staticmethod
    def of(seed: int, cut: Cut | None = None) -> Plan:
        dice, cut = Random(f"{seed} plan"), cut or Cut()
        flows = dice.choices(sorted(FLOWS), [FLOWS[name][1] for name in sorted(FLOWS)], k=dice.randint(1, MOST_PARTS))
        chances, wrong = rates(dice), happenings(dice, dice.choice((EARLY, SECONDS)))
        wrong += upgrades(Random(f"{seed} upgrade"), EARLY)
        return Plan(
            seed,
            [Part(n, flow, commands_of(cut, n)) for n, flow in enumerate(flows) if n not in cut.parts],
            {n: each for n, each in enumerate(wrong) if n not in cut.happenings},
            {kind: chance for kind, chance in chances.items() if kind not in cut.kinds},
            QUICKEST * SLOWEST ** dice.random(),
            cut,
        )


def with_one_crash(plan: Plan, process: str, step: int) -> Plan:
    """The same people, and nothing goes wrong but this."""
    crash = Happening("crash", process, step, 5.0)
    return replace(plan, happenings={0: crash}, rates={}, crash=f"{process}@{step}")


def commands_of(cut: Cut, part: int) -> frozenset[int]:
    return frozenset(n for each, n in cut.commands if each == part)


def more(cut: Cut, names: Iterable[tuple[str, object]]) -> Cut:
    """`cut` with these left out, too; names as `("parts", 3)`."""
    added: dict[str, set[object]] = {}
    for group, name in names:
        added.setdefault(group, set()).add(name)
    groups = {group: getattr(cut, group) | frozenset(these) for group, these in added.items()}
    return Cut(**(vars(cut) | groups))
