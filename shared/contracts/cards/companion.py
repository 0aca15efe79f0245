"""Packs that rest with a membership: lessons that their member cannot take while the membership rests."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, DayRange, Event, Id
from shared.contracts.cards.lot import LotDays
from shared.contracts.cards.terms import HoldRule


class NoteMembershipRest(Command, by=(SERVICE,)):
    """A membership rests, from `first` on as it was agreed; `rest` are the days as they are now, none if it never began.

    `ends`: it ended early; of a card whose rest was not noted, which is no membership, nothing follows.
    """

    member_id: Id
    card_id: Id
    first: Day
    rest: DayRange
    ends: bool = False


class NoteMembershipOver(Command, by=(SERVICE,)):
    """A membership was refunded, or is somebody else's: it rests for this member no more."""

    member_id: Id
    card_id: Id


class MembershipRestNoted(Event, stream="holder-{member_id}", unreported="own use"):
    """The member's membership `card_id` rests so; these other cards are told. `over`: it does from now on no more."""

    member_id: Id
    card_id: Id
    first: Day
    rest: DayRange
    card_ids: tuple[Id, ...]
    over: bool = False


class TellMembershipRest(Command, by=(SERVICE,)):
    """Let a card rest with the member's membership, if its terms say so; `over`: from today on no more."""

    card_id: Id
    member_id: Id
    membership_id: Id
    first: Day
    rest: DayRange
    over: bool = False


class MembershipRestCounted(Event, stream="card-{card_id}"):
    """The card rests with its member's membership on these days (none: not any more), and runs until `valid_until`.

    It takes nothing off the card's own freeze days and costs nothing. Days that it rests by itself, or on which it came
    in, do not move its end again; with `hold` `keep` none does. `lots` are those that it moved.
    """

    card_id: Id
    member_id: Id
    membership_id: Id
    first: Day
    rest: DayRange
    hold: HoldRule
    moved_days: int
    valid_until: Day
    lots: tuple[LotDays, ...]
