"""Which processes a platform consists of, and what each one runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stadion.problem import Problem
from stadion.services import DOMAIN, DOORS

Role = str


def modules(service: str, role: Role) -> list[str]:
    """The Python module, and its arguments, that is this role of this service. Raises Problem."""
    match service, role:
        case (name, "door") if name in DOORS:
            return ["shared.door", name]
        case (name, "worker") if name in DOMAIN:
            return ["shared.worker", name]
        case ("analytics", "projector"):
            return ["services.analytics"]
        case ("gateway", "gateway"):
            return ["services.gateway"]
        case ("eventstore", "companion"):
            return ["shared.log.kurrentdb.companion"]
    raise Problem(f"{service} has no {role}; see `stadion serve --help`")


@dataclass(frozen=True)
class Process:
    """One process of the platform; all of a `stage` are ended together, the lowest stage first."""

    name: str
    module: list[str]
    stage: int
    variables: Mapping[str, str] = field(default_factory=dict)


def plan() -> list[Process]:
    """A platform on one machine: its workers share one process, which saves a small server memory."""
    doors = [Process(f"{service}-door", modules(service, "door"), stage=2) for service in DOORS]
    workers = Process("workers", ["shared.worker", *DOMAIN], stage=3)
    projector = Process("projector", modules("analytics", "projector"), stage=3)
    return [*doors, workers, projector, Process("gateway", modules("gateway", "gateway"), stage=1)]


def companion() -> Process:
    """What doors need, and outlives them, where logs are in KurrentDB."""
    return Process("eventstore", modules("eventstore", "companion"), stage=4)
