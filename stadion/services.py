"""The services of the platform, for whoever starts, provisions or operates them; imported when asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command line that only prints its help starts quicker so
    from shared.broker import Permissions
    from shared.service import Service

DOMAIN = ("members", "cards", "booking", "finance", "engagement")
"""Event sourced: each has a door and a worker."""

DOORS = (*DOMAIN, "analytics")
"""Answer calls over RPC."""

PROJECTED = ("analytics",)
"""Have reporting tables, made by a projector from the events of the others."""

SERVICES = (*DOORS, "gateway")
OPERATOR = "operator"
"""Who the commands of `stadion` are on the broker, and whose key proves it: not a service, but has their variables."""

METHODS = ("execute", "query", "feed", "describe")
FOLDER = Path(__file__).parent.parent / "services"


def declaration(name: str) -> Service:
    """What a service with a door declares of itself."""
    service: Service = import_module(f"services.{name}.service").SERVICE
    return service


def broker_rights(name: str) -> Permissions:
    """What the broker's user of this name may do there."""
    from shared.broker import permissions

    if name in ("gateway", OPERATOR):
        return permissions(name, calls=[f"{door}.{method}" for door in DOORS for method in METHODS])
    return permissions(name, declaration(name).hears)


def migration_folders(name: str) -> list[Path]:
    """Where a service's schema comes from: the kernel's log first, if it is event sourced."""
    from shared.migrations import KERNEL

    own = FOLDER / name / "migrations"
    return [KERNEL, own] if name in DOMAIN else [own]
