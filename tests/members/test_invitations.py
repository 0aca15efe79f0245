"""Guests whom a member brings: announced, counted for the person under every sign, and what they have to sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from services.members.invitation import INVITATION
from services.members.reactions import react
from services.members.timers import timers
from shared.contracts import MEMBER, Actor, Reason
from shared.contracts.cards import GuestAdmitted, GuestEntryTakenBack, GuestPassNotHeld, NoGuestPasses
from shared.contracts.members import (
    DocumentNotPublished,
    EditionNotToSign,
    EndInvitation,
    EraseMember,
    GuestCameTooOften,
    GuestConverted,
    GuestCounted,
    GuestErased,
    GuestInvited,
    GuestIsMember,
    GuestNotPossible,
    GuestNotRecorded,
    GuestRecorded,
    GuestSigned,
    GuestsOfMember,
    GuestUncounted,
    GuestVisited,
    GuestVisitTakenBack,
    IdentityTooThin,
    InvitationDayNotPossible,
    InvitationEnded,
    InvitationNotOpen,
    InvitationReopened,
    InvitationUsed,
    InvitedGuests,
    InviteGuest,
    ListGuests,
    MemberNotRegistered,
    MemberPolicySet,
    NoteGuestCame,
    NoteGuestNotCame,
    PublishDocument,
    SignAsGuest,
    VenueNotOpen,
    WithdrawInvitation,
)
from shared.contracts.samples import sample
from shared.decider import plain_digest
from shared.timers import ClearTimer, SetTimer
from shared.venue_time import add_months
from tests.members.examples import ADA, PHONE, PUDONG, WEI, XUHUI, phone_claimed, registered, venue_opened
from tests.members.test_documents import published, second
from tests.scenario import CLERK, Scenario
from tests.standing import Standing

BO = "00000000-0000-4000-8000-000000000090"
CARD = "00000000-0000-4000-8000-0000000000c1"
INVITED = "00000000-0000-4000-8000-0000000000f1"
GUESTS_PHONE = "+8613800138009"
TODAY = date(2025, 3, 1)
HERSELF = Actor(id=WEI, roles=(MEMBER,))
inviting = Scenario(INVITATION).given(venue_opened, registered)
invite = InviteGuest(
    invitation_id=INVITED, guest_id=BO, member_id=WEI, card_id=CARD, venue_id=PUDONG, name="Bo", phone=GUESTS_PHONE
)
recorded = GuestRecorded(guest_id=BO, venue_id=PUDONG, name="Bo", phone=GUESTS_PHONE)
BY_PHONE, BY_ID = plain_digest(f"guest|phone|{GUESTS_PHONE}"), plain_digest(f"guest|id|{BO}")
BY_BIRTH = plain_digest("guest|name and birth date|boli|2000-01-01")
invited = GuestInvited(
    invitation_id=INVITED,
    guest_id=BO,
    member_id=WEI,
    card_id=CARD,
    venue_id=PUDONG,
    day=TODAY,
    to_sign=None,
    lapses_at=datetime(2025, 3, 1, 16, tzinfo=UTC),
    signs=(BY_PHONE, BY_ID),
)
counted = tuple(GuestCounted(index=index, invitation_id=INVITED, venue_id=PUDONG, day=TODAY) for index in invited.signs)
uncounted = tuple(GuestUncounted(index=index, invitation_id=INVITED) for index in invited.signs)


def earlier(n: int, day: date, index: str = BY_PHONE) -> GuestCounted:
    """This person was brought before, to another venue, by anybody."""
    return GuestCounted(index=index, invitation_id=f"00000000-0000-4000-8001-{n:012d}", venue_id=XUHUI, day=day)


def test_a_member_announces_a_guest_who_is_recorded_and_counted_under_every_sign():
    inviting.when(invite).then(recorded, invited, *counted)
    inviting.given(recorded).when(invite).then(invited, *counted)
    inviting.by(HERSELF).when(invite).then(recorded, invited, *counted)


def test_a_guest_is_announced_for_a_day_soon_of_the_venue():
    ahead = replace(invite, day=date(2025, 3, 31))
    inviting.when(ahead).then(
        recorded,
        replace(invited, day=date(2025, 3, 31), lapses_at=datetime(2025, 3, 31, 16, tzinfo=UTC)),
        *(replace(one, day=date(2025, 3, 31)) for one in counted),
    )
    for day in (date(2025, 2, 28), date(2025, 4, 1)):
        inviting.when(replace(invite, day=day)).refuses(InvitationDayNotPossible, last="2025-03-31")
    Scenario(INVITATION).given(registered).when(invite).refuses(VenueNotOpen)
    Scenario(INVITATION).given(venue_opened).when(invite).refuses(MemberNotRegistered)


def test_a_guest_says_who_they_are():
    inviting.when(replace(invite, phone=None)).refuses(IdentityTooThin)
    by_birth = replace(invite, phone=None, name="Bo Li", birth_date="2000-01-01")
    signs = (BY_BIRTH, BY_ID)
    inviting.given(recorded).when(by_birth).then(
        replace(invited, signs=signs), *(replace(counted[0], index=index) for index in signs)
    )
    inviting.given(recorded, GuestErased(guest_id=BO)).when(invite).refuses(GuestNotRecorded)


def test_who_is_a_member_is_no_guest_which_another_member_is_not_told():
    hers = replace(invite, phone=PHONE)
    inviting.given(phone_claimed).when(hers).refuses(GuestIsMember, member_id=WEI)
    inviting.given(phone_claimed).by(HERSELF).when(hers).refuses(GuestNotPossible)
    joined = GuestConverted(guest_id=BO, member_id=ADA)
    inviting.given(recorded, joined).when(invite).refuses(GuestIsMember, member_id=ADA)


three = [earlier(n, date(2025, n, 1), sign) for n, sign in ((1, BY_PHONE), (2, BY_PHONE), (3, BY_ID))]


def test_who_was_brought_three_times_in_a_year_joins_or_waits_whoever_brings_them_and_under_whichever_id():
    inviting.given(*three[:2]).when(invite).then(recorded, invited, *counted)
    refused = inviting.given(*three)
    refused.when(invite).refuses(GuestCameTooOften, visits=3, most=3, months=12, again="2026-01-01")
    refused.by(HERSELF).when(invite).refuses(GuestNotPossible)
    again = replace(invite, guest_id=ADA)
    by_phone = [earlier(n, date(2025, n, 1)) for n in (1, 2, 3)]
    inviting.given(*by_phone).when(again).refuses(GuestCameTooOften)
    (_, later, *_) = inviting.given(*three).at(datetime(2026, 1, 1, 4, tzinfo=UTC)).when(invite)._decide()
    assert later.day == date(2026, 1, 1), "the first of the three is a year ago"


def test_one_visit_under_two_signs_counts_once_and_one_called_off_not_at_all():
    both = [earlier(1, TODAY), earlier(1, TODAY, BY_ID), earlier(2, TODAY)]
    inviting.given(*both).when(invite).then(recorded, invited, *counted)
    off = GuestUncounted(index=BY_ID, invitation_id=three[2].invitation_id)
    inviting.given(*three, off).when(invite).then(recorded, invited, *counted)


def test_days_announced_ahead_count_for_the_days_between():
    ahead = [earlier(n, date(2025, 3, n)) for n in (20, 21, 22)]
    inviting.given(*ahead).when(invite).refuses(GuestCameTooOften, visits=3)


def test_the_chain_says_how_often_is_too_often_and_from_when():
    one = MemberPolicySet(policy="guest_visits_per_person", value="1", from_day=TODAY, venue_id=None)
    month = MemberPolicySet(policy="guest_visits_within_months", value="1", from_day=TODAY, venue_id=None)
    before = earlier(1, date(2025, 2, 2))
    inviting.given(one, month, before).when(invite).refuses(GuestCameTooOften, again="2025-03-02")
    inviting.given(one, month, earlier(1, add_months(TODAY, -1))).when(invite).then(recorded, invited, *counted)


def test_an_invitation_ends_with_its_day_or_by_the_member_and_then_counts_for_nobody():
    known = inviting.given(recorded, invited, *counted)
    withdraw, ended = (
        WithdrawInvitation(invitation_id=INVITED, member_id=WEI),
        InvitationEnded(invitation_id=INVITED, guest_id=BO, member_id=WEI, card_id=CARD, how="withdrawn"),
    )
    known.when(withdraw).then(ended, *uncounted).when(withdraw).then()
    known.when(replace(withdraw, member_id=ADA)).refuses(InvitationNotOpen)
    inviting.when(withdraw).refuses(InvitationNotOpen)
    lapse = EndInvitation(invitation_id=INVITED, how="lapsed")
    known.when(lapse).then(replace(ended, how="lapsed"), *uncounted).when(lapse).then()
    inviting.when(lapse).then()
    assert timers(invited, None) == [SetTimer(f"invitation {INVITED}", invited.lapses_at, lapse)]
    assert timers(ended, None) == timers(used, None) == [ClearTimer(f"invitation {INVITED}")]


came = NoteGuestCame(invitation_id=INVITED, guest_id=BO, venue_id=PUDONG, day=TODAY)
used = InvitationUsed(invitation_id=INVITED, guest_id=BO, member_id=WEI)
here = GuestVisited(guest_id=BO, visit_id=INVITED, venue_id=PUDONG, day=TODAY, brought_by=WEI)


def test_who_was_let_in_has_visited_and_was_brought_by_the_member():
    known = inviting.given(recorded, invited, *counted)
    known.when(came).then(used, here).when(came).then()
    known.given(used).when(WithdrawInvitation(invitation_id=INVITED, member_id=WEI)).refuses(InvitationNotOpen)
    inviting.when(came).then()


def test_a_visit_told_after_the_invitation_lapsed_counts_all_the_same():
    ended = InvitationEnded(invitation_id=INVITED, guest_id=BO, member_id=WEI, card_id=CARD, how="lapsed")
    inviting.given(recorded, invited, *counted, ended, *uncounted).when(came).then(used, here, *counted)


# --- what is to be signed ---

sign = SignAsGuest(invitation_id=INVITED, guest_id=BO, venue_id=PUDONG, edition="2025", signature="Bo")
signed = GuestSigned(**vars(sign), card_id=CARD, scope="chain", number=1, witnessed_by=CLERK.id)
to_sign = replace(invited, to_sign="2025")


def test_a_guest_signs_the_waiver_of_the_venue_once_until_a_stricter_one_demands_it():
    with_waiver = inviting.given(published)
    with_waiver.when(invite).then(recorded, to_sign, *counted)
    with_waiver.given(recorded, to_sign, *counted).when(sign).then(signed).when(sign).then()
    with_waiver.given(recorded, signed).when(invite).then(invited, *counted)
    april = datetime(2025, 4, 1, 4, tzinfo=UTC)
    stricter = inviting.given(published, second, recorded, signed).at(april).when(invite)._decide()
    assert stricter[0].to_sign == "2026"


def test_a_guest_signs_the_correction_of_a_waiver_that_begins_on_its_day_and_is_asked_no_more():
    corrected = inviting.given(published, replace(second, from_day=TODAY, sign_again_from=TODAY))
    assert corrected.when(invite)._decide()[1].to_sign == "2026"
    open_ = corrected.given(recorded, replace(invited, to_sign="2026"), *counted)
    latest = replace(signed, number=2, edition="2026")
    open_.when(sign).refuses(EditionNotToSign, current="2026")
    open_.when(replace(sign, edition="2026")).then(latest)
    corrected.given(recorded, latest).when(invite).then(invited, *counted)


def test_a_guest_signs_what_is_in_force_for_an_invitation_that_is_open():
    inviting.given(published).when(sign).refuses(InvitationNotOpen)
    known = inviting.given(recorded, invited)
    known.when(sign).refuses(DocumentNotPublished)
    known.given(published).when(replace(sign, edition="2024")).refuses(EditionNotToSign, current="2025")
    known.given(published, used).when(sign).refuses(InvitationNotOpen)
    known.given(published, GuestErased(guest_id=BO)).when(sign).refuses(GuestNotRecorded)


def test_members_hears_from_cards_whether_a_pass_pays_and_who_came():
    asked = {"pass_id": INVITED, "guest_id": BO, "card_id": CARD, "member_id": WEI, "venue_id": PUDONG, "day": TODAY}
    no = GuestPassNotHeld(**asked, reason=Reason.of(NoGuestPasses(card_id=CARD)))
    assert list(react(no, None)) == [EndInvitation(invitation_id=INVITED, how="not_paid")]
    lot = {"swipe_id": CARD, "lot_id": CARD, "product_id": CARD, "order_id": None}
    at = datetime(2025, 3, 1, 4, tzinfo=UTC)
    assert list(react(GuestAdmitted(**asked, **lot, at=at), None)) == [came]


def test_a_guest_who_had_not_come_after_all_may_yet_until_the_day_is_over():
    back = NoteGuestNotCame(invitation_id=INVITED, guest_id=BO)
    who = {"invitation_id": INVITED, "guest_id": BO}
    again = InvitationReopened(**who, member_id=WEI, lapses_at=invited.lapses_at)
    gone = GuestVisitTakenBack(guest_id=BO, visit_id=INVITED)
    known = inviting.given(recorded, invited, *counted)
    known.when(back).then()
    known.given(used).when(back).then(again, gone).when(back).then()
    lapse = EndInvitation(invitation_id=INVITED, how="lapsed")
    assert timers(again, None) == [SetTimer(f"invitation {INVITED}", invited.lapses_at, lapse)]
    told = {**vars(sample(GuestEntryTakenBack)), "pass_id": INVITED, "guest_id": BO}
    assert list(react(GuestEntryTakenBack(**told), None)) == [back]


# --- as the desk sees it ---


def test_the_desk_sees_who_is_brought_today_by_whom_and_the_member_their_guests(members: Standing) -> None:
    waiver = PublishDocument(kind="waiver", edition="2025", from_day=TODAY, text="I know…", text_zh="本人知悉……")
    assert members.give(waiver) is None
    assert members.give(invite) is None
    (row,) = members.ask(InvitedGuests(venue_id=PUDONG, day=TODAY))
    assert (row["name"], row["host"], row["status"], row["to_sign"]) == ("Bo", "张伟", "open", "2025")
    assert members.give(sign) is None
    assert members.ask(InvitedGuests(venue_id=PUDONG, day=TODAY))[0]["to_sign"] is None
    assert members.give(came) is None
    assert members.ask(GuestsOfMember(member_id=WEI))[0]["status"] == "used"
    assert members.ask(InvitedGuests(venue_id=XUHUI, day=TODAY)) == []
    assert members.ask(ListGuests())[0]["brought_by"] == (WEI,)
    second_time = replace(invite, invitation_id=ADA)
    assert members.give(second_time) is None
    members.now = datetime(2025, 3, 1, 16, tzinfo=UTC)
    members.tick()
    assert [row["status"] for row in members.ask(GuestsOfMember(member_id=WEI))] == ["lapsed", "used"]
    before = members.rows()
    members.rebuild()
    assert members.rows() == before
    assert members.give(EraseMember(member_id=WEI)) is None
    assert members.ask(InvitedGuests(venue_id=PUDONG, day=TODAY))[0]["host"] is None
