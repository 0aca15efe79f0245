"""Analytics: questions across services. It decides nothing; the projector fills what its queries read."""

from __future__ import annotations

from pathlib import Path

import shared.contracts.analytics  # noqa: F401  (registers the queries)
from shared.service import Service

SERVICE = Service(
    name="analytics",
    folder=Path(__file__).parent,
    deciders=(),
    hears=("members", "cards", "booking", "finance", "engagement"),
)
