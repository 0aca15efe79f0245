"""What a member's level gives at booking: days ahead, sessions reserved for it, a place before others. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.contracts import STAFF
from shared.contracts.booking import BookingClosed, SessionReserved, SessionScheduled
from shared.contracts.members.rights import GrantedRight, Levels
from shared.decider import Context


@dataclass(frozen=True)
class MemberRights:
    """The rights of one member at one instant that matter for one session."""

    ahead: GrantedRight | None
    priority: GrantedRight | None
    reserved: GrantedRight | None

    @staticmethod
    def of(levels: Levels, member_id: str, plan: SessionScheduled, at: datetime) -> MemberRights:
        return MemberRights(
            ahead=levels.most(member_id, "booking_days_ahead", at),
            priority=levels.most(member_id, "booking_priority", at),
            reserved=levels.most(member_id, plan.reserved_for, at) if plan.reserved_for else None,
        )

    def needed(self, plan: SessionScheduled, context: Context) -> tuple[GrantedRight, ...]:
        """Those without which the session could not be booked now; raises SessionReserved, BookingClosed."""
        if plan.reserved_for and self.reserved is None:
            raise SessionReserved(session_id=plan.session_id, reserved_for=plan.reserved_for)
        needed = [self.reserved] if self.reserved else []
        if context.at < plan.opens_at and not context.actor.has(*STAFF):
            opens_at = plan.opens_at - timedelta(days=self.ahead.value if self.ahead else 0)
            if self.ahead is None or context.at < opens_at:
                raise BookingClosed(opens_at=opens_at, starts_at=plan.starts_at, zone=plan.zone)
            needed.append(self.ahead)
        return tuple(needed)
