"""Guests on the passes that a level gives: so many within the ladder's months, whichever months that are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.members.invitation import INVITATION
from services.members.ladder import LADDER
from shared.contracts.members import (
    EndInvitation,
    GuestCameTooOften,
    GuestCounted,
    InvitationEnded,
    LadderPublished,
    LevelPassesUsed,
    LevelPassFreed,
    LevelPassTaken,
    LevelRight,
    LevelRule,
    NoLevelPasses,
    NoteGuestCame,
    PublishLadder,
    WithdrawInvitation,
)
from shared.contracts.members.rights import GrantedRight
from tests.members.examples import PUDONG, WEI, registered, venue_opened
from tests.members.ladders import GOLD, ORDINARY, SILVER, published, reached
from tests.members.test_invitations import BO, CARD, INVITED, TODAY, counted, invite, invited, recorded, uncounted
from tests.scenario import Scenario


def with_passes(rule: LevelRule, passes: int) -> LevelRule:
    return replace(rule, rights=(*rule.rights, LevelRight(right="guest_passes", value=passes)))


ladder = replace(published, levels=(ORDINARY, with_passes(SILVER, 1), with_passes(GOLD, 2)))
inviting = Scenario(INVITATION).given(venue_opened, registered, recorded, ladder)
gold = inviting.given(reached("gold", 3_000))
by_level = replace(invite, by_level=True)
right = GrantedRight(right="guest_passes", value=2, level="gold", ladder=1)
on_level = replace(invited, by_level=right)
taken = LevelPassTaken(member_id=WEI, invitation_id=INVITED, day=TODAY)
freed = LevelPassFreed(member_id=WEI, invitation_id=INVITED)
ended = InvitationEnded(invitation_id=INVITED, guest_id=BO, member_id=WEI, card_id=CARD, how="withdrawn")


def before(n: int, day: date) -> LevelPassTaken:
    return LevelPassTaken(member_id=WEI, invitation_id=f"00000000-0000-4000-8001-{n:012d}", day=day)


def test_a_guest_is_brought_on_a_pass_of_the_level_and_the_invitation_says_by_which_right():
    gold.when(by_level).then(on_level, *counted, taken)


def test_on_a_pass_of_the_card_none_of_the_level_is_taken():
    gold.when(invite).then(invited, *counted)


def test_a_level_without_passes_and_a_chain_without_a_ladder_give_none():
    inviting.when(by_level).refuses(NoLevelPasses, member_id=WEI)
    Scenario(INVITATION).given(venue_opened, registered, recorded).when(by_level).refuses(NoLevelPasses)
    lost = reached("ordinary", 0)
    gold.given(replace(lost, why="demoted", from_level="gold", since=TODAY + timedelta(1))).when(by_level).refuses(
        NoLevelPasses
    )


def test_of_two_passes_within_twelve_months_no_twelve_months_have_three():
    """Taken on 2 March 2024 and 1 January 2025: the first is a year old on 2 March 2025, the day after today."""
    used = gold.given(before(1, date(2024, 3, 2)), before(2, date(2025, 1, 1)))
    used.when(by_level).refuses(LevelPassesUsed, passes=2, months=12, again="2025-03-02")
    tomorrow = date(2025, 3, 2)
    later = replace(on_level, day=tomorrow, lapses_at=invited.lapses_at + timedelta(days=1))
    counts = (GuestCounted(**{**vars(one), "day": tomorrow}) for one in counted)
    used.when(replace(by_level, day=tomorrow)).then(later, *counts, replace(taken, day=tomorrow))


def test_a_guest_who_does_not_come_leaves_the_pass_to_another():
    known = gold.given(on_level, *counted, taken)
    withdraw = WithdrawInvitation(invitation_id=INVITED, member_id=WEI)
    known.when(withdraw).then(ended, *uncounted, freed).when(withdraw).then()
    not_paid = EndInvitation(invitation_id=INVITED, how="not_paid")
    known.when(not_paid).then(replace(ended, how="not_paid"), *uncounted, freed)
    again = gold.given(before(1, TODAY), taken, freed)
    again.when(by_level).then(on_level, *counted, taken)


def test_a_guest_who_came_before_that_was_known_has_used_the_pass():
    late = gold.given(on_level, *counted, taken, ended, *uncounted, freed)
    came = NoteGuestCame(invitation_id=INVITED, guest_id=BO, venue_id=PUDONG, day=TODAY)
    assert taken in late.when(came)._decide()


def test_who_was_brought_too_often_is_so_on_a_pass_of_a_level_too():
    often = [replace(counted[0], invitation_id=before(n, TODAY).invitation_id) for n in range(3)]
    gold.given(*often).when(by_level).refuses(GuestCameTooOften)


def test_a_ladder_with_passes_is_published():
    wish = {name: value for name, value in vars(ladder).items() if name != "ladder"}
    Scenario(LADDER).when(PublishLadder(**wish)).then(LadderPublished(ladder=1, **wish))
