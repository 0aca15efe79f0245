"""A notice: from the day on which it was given to its last day, then over; or withdrawn before that. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.contracts import DayRange
from shared.contracts.cards import CardGivenUp, NoticeEnd, NoticeStands
from shared.venue_time import add_days


@dataclass(frozen=True)
class Notice:
    """given -> over. A period that begins after `last_day` is not charged any more.

    `fallen` are the rests that it made fall away, which come back if it is withdrawn.
    """

    ends: NoticeEnd
    last_day: date
    over: bool = False
    fallen: tuple[DayRange, ...] = ()

    @property
    def until(self) -> date:
        """From when on the card is of no use, whatever is paid; 9999-12-31: as long as it is paid."""
        return add_days(self.last_day, 1) if self.ends == "notice" else date.max


def check_stays(notice: Notice | None) -> None:
    """Raises NoticeStands where a notice will end a card before what is paid, CardGivenUp where it has."""
    if notice is None or notice.ends == "paid_time":
        return
    if notice.over:
        raise CardGivenUp(valid_until=notice.until)
    raise NoticeStands(last_day=notice.last_day)
