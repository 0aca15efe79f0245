"""The points that renewals brought, by the lot of the renewal, until they are taken back. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.cards import GiftPointsGranted, GiftPointsWithdrawn

GiftPoints = Mapping[str, GiftPointsGranted]


def after(known: GiftPoints, event: GiftPointsGranted | GiftPointsWithdrawn) -> GiftPoints:
    others = {lot_id: given for lot_id, given in known.items() if lot_id != event.lot_id}
    return {**others, event.lot_id: event} if isinstance(event, GiftPointsGranted) else others
