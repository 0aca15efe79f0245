"""Several members of whom one decision knows where they stand and when they were born. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.members import life
from services.members.life import Life
from shared.contracts.members import BirthDateMissing, ProfileChanged


@dataclass(frozen=True)
class Persons:
    """By member id; folded from the streams `member-…` and `profile-…` of each."""

    lives: Mapping[str, Life] = field(default_factory=dict)
    birth_dates: Mapping[str, str] = field(default_factory=dict)

    def life(self, member_id: str) -> Life:
        return self.lives.get(member_id, Life())

    def born(self, member_id: str) -> date:
        """Raises BirthDateMissing; an erased person's birth date can be read by nobody."""
        known = self.birth_dates.get(member_id)
        if known is None or not self.life(member_id).has_data:
            raise BirthDateMissing(member_id=member_id)
        return date.fromisoformat(known)

    def after(self, event: Any) -> Persons:
        """The same after an event of one of those streams; others leave it as it is."""
        if isinstance(event, ProfileChanged):
            kept = {who: born for who, born in self.birth_dates.items() if who != event.member_id}
            if event.birth_date is not None:
                return replace(self, birth_dates=kept | {event.member_id: event.birth_date})
            return replace(self, birth_dates=kept) if "birth_date" in event.clear else self
        if not event.stream_name.startswith("member-"):
            return self
        member_id = life.whose(event)
        return replace(self, lives={**self.lives, member_id: life.evolve(self.life(member_id), event)})
