"""Prospects: stages of head office, one person followed up once, promises, and what becomes of them by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.members.prospect import PROSPECT
from services.members.reactions import react
from services.members.registration import REGISTRATION
from services.members.stages import STAGES
from services.members.timers import timers
from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.members import (
    ApproveRegistration,
    AssignProspect,
    DueFollowUps,
    EraseGuest,
    GuestConverted,
    GuestErased,
    GuestIsMember,
    GuestNotRecorded,
    GuestRecorded,
    GuestVisited,
    LeadClaimed,
    ListProspects,
    ListProspectStages,
    LostReason,
    LostReasonMissing,
    MatchProspect,
    MemberErased,
    MemberRegistered,
    MemberWasGuest,
    MoveProspect,
    NoteProspectCame,
    OpenProspect,
    PhoneClaimed,
    PromiseInThePast,
    ProspectAssigned,
    ProspectContacted,
    ProspectDue,
    ProspectHistory,
    ProspectKnown,
    ProspectMoved,
    ProspectNotOpen,
    ProspectOpened,
    ProspectStage,
    ProspectStagesPublished,
    PublishProspectStages,
    RecordContact,
    RecordProspectContact,
    RegistrationSubmitted,
    RemindOfProspect,
    StaffDismissed,
    StaffNotEmployed,
    StagesNotPossible,
    StagesNotPublished,
    StagesStartInThePast,
    StageUnknown,
    TrialGranted,
    TrialMatched,
    VenueNotOpen,
)
from shared.decider import plain_digest
from shared.timers import ClearTimer, SetTimer
from tests.members.examples import ADA, LI, PHONE, PUDONG, WEI, XUHUI, hire, hired, register, registered, venue_opened
from tests.scenario import Scenario
from tests.standing import Standing

BO, KAI, CALL, VISIT, TRIAL = (f"00000000-0000-4000-8000-0000000000d{n}" for n in range(5))
DAY = date(2025, 3, 1)
INDEX = plain_digest(PHONE)
publish = PublishProspectStages(
    from_day=DAY,
    stages=(
        ProspectStage(stage="new", name="New", name_zh="新线索", follow_up_days=1),
        ProspectStage(stage="contacted", name="Contacted", name_zh="已联系"),
        ProspectStage(stage="visited", name="Visited", name_zh="已到访", means="visited"),
        ProspectStage(stage="trial", name="Trial", name_zh="已体验", means="tried", follow_up_days=2),
        ProspectStage(stage="offer", name="Offer", name_zh="已报价", follow_up_days=7),
        ProspectStage(stage="won", name="Joined", name_zh="已入会", means="won"),
        ProspectStage(stage="lost", name="Lost", name_zh="已流失", means="lost"),
    ),
    lost_reasons=(LostReason(reason="price", name="Price", name_zh="价格"),),
)  # fmt: skip
published = ProspectStagesPublished(edition=1, **vars(publish))
stages = Scenario(STAGES).at(datetime(2025, 3, 1, 13, tzinfo=UTC))
pipeline = Scenario(PROSPECT).given(venue_opened, replace(venue_opened, venue_id=XUHUI), published, hired)
pipeline = pipeline.at(datetime(2025, 3, 1, 13, tzinfo=UTC))

open_ = OpenProspect(guest_id=BO, venue_id=PUDONG, source="phone", name="Bo", phone=PHONE, owner_id=LI)
recorded = GuestRecorded(guest_id=BO, venue_id=PUDONG, name="Bo", phone=PHONE)
NEW = {"stage": "new", "name": "New", "name_zh": "新线索", "means": "open"}
opened = ProspectOpened(
    guest_id=BO, venue_id=PUDONG, day=DAY, source="phone", **NEW, owner_id=LI, referred_by=None,
    follow_up_on=date(2025, 3, 2),
)  # fmt: skip
claimed = LeadClaimed(phone_index=INDEX, guest_id=BO)
known = pipeline.given(recorded, opened, claimed)
to_offer = MoveProspect(guest_id=BO, stage="offer", note="12 months, 10 % off")
offered = ProspectMoved(
    guest_id=BO, day=DAY, former="new", stage="offer", name="Offer", name_zh="已报价", means="open", reason=None,
    note="12 months, 10 % off", follow_up_on=date(2025, 3, 2),
)  # fmt: skip
lose = MoveProspect(guest_id=BO, stage="lost", reason="price")
lost = replace(
    offered, stage="lost", name="Lost", name_zh="已流失", means="lost", reason="price", note=None, follow_up_on=None
)
call = RecordProspectContact(contact_id=CALL, guest_id=BO, way="phone", note="asks her husband")
called = ProspectContacted(**vars(call))
joined = (GuestConverted(guest_id=BO, member_id=WEI), MemberWasGuest(guest_id=BO, member_id=WEI))


def test_head_office_defines_the_stages_and_the_reasons_from_a_day_on():
    stages.when(publish).then(published).when(publish).then()
    stages.when(replace(publish, from_day=date(2025, 2, 28))).refuses(StagesStartInThePast)


@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"stages": ()}, "-"),
        ({"stages": publish.stages[2:]}, "-"),  # begins with a visit
        ({"stages": publish.stages[:-1]}, "-"),  # nobody is ever given up
        ({"lost_reasons": ()}, "-"),
        ({"stages": (*publish.stages, publish.stages[5])}, "-"),  # two of joining
        ({"stages": (*publish.stages, replace(publish.stages[2], stage="again"))}, "-"),
        ({"stages": (*publish.stages, publish.stages[0])}, "new"),
        ({"lost_reasons": publish.lost_reasons * 2}, "price"),
        ({"stages": (*publish.stages, ProspectStage(stage="x", name="X", name_zh="X", follow_up_days=-1))}, "x"),
        ({"stages": (*publish.stages[:-1], replace(publish.stages[-1], follow_up_days=3))}, "lost"),
    ],
)
def test_stages_that_lead_nowhere_are_refused_with_what_is_wrong(change, stage):
    stages.when(replace(publish, **change)).refuses(StagesNotPossible, stage=stage)


def test_somebody_who_asks_is_recorded_and_followed_up_within_the_days_of_the_first_stage():
    pipeline.when(open_).then(recorded, opened, claimed).when(open_).then()
    promised = replace(open_, follow_up_on=date(2025, 3, 9))
    pipeline.when(promised).then(recorded, replace(opened, follow_up_on=date(2025, 3, 9)), claimed)
    pipeline.when(replace(open_, follow_up_on=date(2025, 2, 28))).refuses(PromiseInThePast, today="2025-03-01")


def test_a_guest_who_tried_already_begins_where_they_are():
    tried = TrialGranted(trial_id=TRIAL, guest_id=BO, venue_id=PUDONG, day=DAY)
    at_trial = replace(
        opened, stage="trial", name="Trial", name_zh="已体验", means="tried", follow_up_on=date(2025, 3, 3)
    )
    pipeline.given(recorded, tried).when(replace(open_, name=None, phone=None)).then(at_trial)


def test_a_prospect_needs_a_name_a_venue_stages_and_an_owner_who_is_employed():
    pipeline.when(replace(open_, name=None)).refuses(GuestNotRecorded)
    pipeline.when(replace(open_, venue_id=VISIT)).refuses(VenueNotOpen)
    pipeline.given(StaffDismissed(staff_id=LI)).when(open_).refuses(StaffNotEmployed, staff_id=LI)
    Scenario(PROSPECT).given(venue_opened, hired).when(open_).refuses(StagesNotPublished)
    pipeline.given(GuestErased(guest_id=BO)).when(open_).refuses(GuestNotRecorded)


def test_one_person_is_followed_up_once_in_the_whole_chain():
    elsewhere = replace(open_, guest_id=KAI, venue_id=XUHUI)
    known.when(elsewhere).refuses(ProspectKnown, guest_id=BO, venue_id=PUDONG, stage="new")
    fresh = [replace(recorded, guest_id=KAI, venue_id=XUHUI), replace(opened, guest_id=KAI, venue_id=XUHUI)]
    for gone in (GuestErased(guest_id=BO), joined[0]):
        known.given(gone).when(elsewhere).then(*fresh, replace(claimed, guest_id=KAI))
    pipeline.given(PhoneClaimed(phone_index=INDEX, member_id=WEI)).when(open_).refuses(GuestIsMember, member_id=WEI)


def test_a_prospect_is_moved_by_hand_and_keeps_the_earlier_promise():
    known.when(to_offer).then(offered).when(to_offer).then()
    later = replace(to_offer, follow_up_on=date(2025, 3, 20))
    known.when(later).then(replace(offered, follow_up_on=date(2025, 3, 20)))
    quiet = known.given(called)
    quiet.when(to_offer).then(replace(offered, follow_up_on=date(2025, 3, 8)))  # seven days of the stage


def test_who_is_given_up_is_so_for_a_reason_that_is_counted_and_may_come_back():
    given_up = known.when(lose).then(lost)
    for reason in (None, "weather"):
        known.when(replace(lose, reason=reason)).refuses(LostReasonMissing, allowed="price")
    back = replace(offered, former="lost", follow_up_on=date(2025, 3, 8))
    given_up.when(to_offer).then(back)


def test_stages_are_those_of_the_day_and_joining_is_not_moved_by_hand():
    for stage in ("won", "vip"):
        known.when(replace(to_offer, stage=stage)).refuses(StageUnknown, stage=stage)
    newer = replace(published, edition=2, stages=tuple(s for s in publish.stages if s.stage != "offer"))
    known.given(newer).when(to_offer).refuses(StageUnknown, allowed="new, contacted, visited, trial, lost")


def test_a_prospect_is_handed_over_to_somebody_who_is_employed_and_to_a_venue_that_is_open():
    hand_over = AssignProspect(guest_id=BO, owner_id=None, venue_id=XUHUI)
    handed = ProspectAssigned(guest_id=BO, owner_id=None, venue_id=XUHUI)
    known.when(hand_over).then(handed).when(hand_over).then()
    known.when(replace(hand_over, venue_id=VISIT)).refuses(VenueNotOpen)
    known.when(replace(hand_over, owner_id=KAI)).refuses(StaffNotEmployed)


def test_a_contact_takes_the_place_of_what_was_promised():
    known.when(call).then(called).when(call).then()
    known.when(replace(call, follow_up_on=date(2025, 2, 28))).refuses(PromiseInThePast)
    remind = RemindOfProspect(guest_id=BO, follow_up_on=date(2025, 3, 2))
    due = ProspectDue(guest_id=BO, owner_id=LI, follow_up_on=date(2025, 3, 2))
    known.when(remind).then(due).when(remind).then()
    known.given(called).when(remind).then()


def test_the_clock_keeps_one_promise_of_a_prospect():
    remind = RemindOfProspect(guest_id=BO, follow_up_on=date(2025, 3, 2))
    key = f"prospect {BO}"
    assert timers(opened, None) == [SetTimer(key, datetime(2025, 3, 1, 16, tzinfo=UTC), remind)]
    assert timers(offered, None) == timers(opened, None)
    for event in (called, lost, GuestErased(guest_id=BO)):
        assert timers(event, None) == [ClearTimer(key)]


came = NoteProspectCame(guest_id=BO, means="visited")
visited = replace(offered, stage="visited", name="Visited", name_zh="已到访", means="visited", note=None)


def test_visits_and_trials_move_a_prospect_forward_by_themselves_and_never_back():
    here = GuestVisited(guest_id=BO, visit_id=VISIT, venue_id=PUDONG, day=DAY, brought_by=None)
    assert came in react(here, None)
    known.when(came).then(visited).when(came).then()
    known.given(offered).when(came).then()
    known.given(lost).when(came).then(replace(visited, former="lost", follow_up_on=None))
    tried = TrialGranted(trial_id=TRIAL, guest_id=BO, venue_id=PUDONG, day=DAY)
    assert NoteProspectCame(guest_id=BO, means="tried") in react(tried, None)


def test_what_comes_of_others_than_prospects_is_nothing_and_never_a_refusal():
    for wish in (came, RemindOfProspect(guest_id=BO, follow_up_on=DAY)):
        pipeline.given(recorded).when(wish).then()
    Scenario(PROSPECT).given(venue_opened, recorded, opened).when(came).then()
    without = replace(published, edition=2, stages=tuple(s for s in publish.stages if s.means != "visited"))
    known.given(without).when(came).then()


won = replace(visited, stage="won", name="Joined", name_zh="已入会", means="won", follow_up_on=None)


def test_who_registers_with_the_phone_is_this_prospect_and_nothing_is_lost():
    match = MatchProspect(member_id=WEI, phone_index=INDEX)
    assert match in react(PhoneClaimed(phone_index=INDEX, member_id=WEI), None)
    known.given(registered).when(match).then(*joined).when(match).then()
    join = NoteProspectCame(guest_id=BO, means="won")
    assert join in react(joined[0], None)
    for before in ((), (lost,)):
        former = before[0].stage if before else "new"
        known.given(*before, joined[0]).when(join).then(replace(won, former=former)).when(join).then()


def test_a_prospect_who_tried_under_other_signs_and_registers_with_the_phone_has_had_the_trial():
    """Name with birth date or a device, of which the member's record knows nothing: the phone alone leads to it."""
    tried = TrialGranted(trial_id=KAI, guest_id=BO, venue_id=XUHUI, day=date(2025, 2, 1))
    had = TrialMatched(member_id=WEI, trial_id=KAI, venue_id=XUHUI, day=date(2025, 2, 1))
    match = MatchProspect(member_id=WEI, phone_index=INDEX)
    known.given(tried, registered).when(match).then(*joined, had).when(match).then()


def test_a_registration_under_review_makes_a_prospect_a_member_when_it_is_approved():
    waits = RegistrationSubmitted(
        **{name: value for name, value in vars(registered).items() if name not in ("approved_by", "phone_index")},
        submitted_by="clerk",
    )
    known.given(waits).when(MatchProspect(member_id=WEI, phone_index=INDEX)).then()
    (agreed,) = (
        Scenario(REGISTRATION)
        .given(waits)
        .by(Actor(id="boss", roles=(HEAD_OFFICE,)))
        .when(ApproveRegistration(member_id=WEI))
        ._decide()
    )
    assert isinstance(agreed, MemberRegistered)
    assert MatchProspect(member_id=WEI, phone_index=INDEX) in react(agreed, None)


def test_a_guest_who_became_somebody_else_or_was_erased_becomes_nobody_by_the_phone():
    match = MatchProspect(member_id=WEI, phone_index=INDEX)
    for gone in (GuestErased(guest_id=BO), GuestConverted(guest_id=BO, member_id=KAI)):
        known.given(registered, gone).when(match).then()
    known.given(registered, MemberErased(member_id=WEI, phone_index=INDEX)).when(match).then()
    pipeline.given(registered).when(match).then()


def test_of_who_joined_or_is_gone_nothing_is_written_by_hand():
    hand_over = AssignProspect(guest_id=BO, owner_id=None)
    for wish in (to_offer, hand_over, call):
        pipeline.given(recorded).when(wish).refuses(ProspectNotOpen, guest_id=BO)
        known.given(GuestErased(guest_id=BO)).when(wish).refuses(ProspectNotOpen)
        known.given(*joined).when(wish).refuses(GuestIsMember, member_id=WEI)


def test_the_day_is_that_of_the_venue():
    late = known.at(datetime(2025, 3, 1, 17, tzinfo=UTC))  # 01:00 of the second in Shanghai
    late.when(to_offer).then(replace(offered, day=DAY + timedelta(days=1)))


FREE = "+8613800138009"
asks = replace(open_, phone=FREE)


@pytest.fixture
def followed(members: Standing) -> Standing:
    """Bo, whom Li follows up, was called; Kai, whom nobody does, came by."""
    kai = OpenProspect(guest_id=KAI, venue_id=PUDONG, source="walk_in", name="Kai")
    members.now = datetime(2025, 3, 1, 13, tzinfo=UTC)
    for command in (publish, hire, asks, replace(call, follow_up_on=date(2025, 3, 3)), kai):
        assert members.give(command) is None
    return members


def test_the_desk_sees_what_is_to_be_done_today_of_members_and_prospects_alike(followed: Standing) -> None:
    promise = RecordContact(
        contact_id=VISIT, member_id=WEI, way="phone", note="renewal?", follow_up_by=LI, follow_up_on=date(2025, 3, 4)
    )
    assert followed.give(promise) is None
    assert followed.ask(DueFollowUps()) == []
    followed.now = datetime(2025, 3, 3, 17, tzinfo=UTC)  # the fourth in Shanghai
    rows = followed.ask(DueFollowUps())
    assert [(row["kind"], row["name"], row["overdue"]) for row in rows] == [
        ("prospect", "Kai", True), ("prospect", "Bo", True), ("member", "张伟", False),
    ]  # fmt: skip
    assert [row["note"] for row in followed.ask(DueFollowUps(owner_id=LI))] == ["asks her husband", "renewal?"]
    followed.tick()
    assert {event.type for event in followed.store.page(0, 100).events} >= {"ProspectDue", "FollowUpDue"}


def test_who_registers_with_the_phone_leaves_the_list_with_everything_that_was_said(followed: Standing) -> None:
    (kai, bo) = followed.ask(ListProspects())
    assert (bo["name"], bo["phone"], bo["stage_name_zh"], bo["follow_up_on"]) == ("Bo", FREE, "新线索", "2025-03-03")
    assert (kai["follow_up_on"], kai["source"], kai["owner_id"]) == ("2025-03-02", "walk_in", None)
    index = followed.deciders.blind(FREE)
    join = (
        replace(register, member_id=ADA, phone=FREE),
        MatchProspect(member_id=ADA, phone_index=index),
        NoteProspectCame(guest_id=BO, means="won"),
    )
    for command in join:
        assert followed.give(command) is None
    assert [row["name"] for row in followed.ask(ListProspects())] == ["Kai"]
    (won_,) = followed.ask(ListProspects(standing="won"))
    assert (won_["member_id"], won_["stage"], won_["last_contact_at"]) == (ADA, "won", "2025-03-01T13:00:00Z")
    steps = [(row["what"], row["note"]) for row in followed.ask(ProspectHistory(guest_id=BO))]
    assert steps == [("moved", None), ("contacted", "asks her husband"), ("opened", None)]


def test_an_erased_prospect_is_on_no_list_and_views_are_made_anew_alike(followed: Standing) -> None:
    assert followed.give(EraseGuest(guest_id=BO)) is None
    assert [row["name"] for row in followed.ask(ListProspects())] == ["Kai"]
    assert [row["note"] for row in followed.ask(ProspectHistory(guest_id=BO))] == ["[erased]", None]
    assert [row["binds"] for row in followed.ask(ListProspectStages())] == [True] * 7
    before = followed.rows()
    followed.project_again()
    assert followed.rows() == before
    followed.rebuild()
    assert followed.rows() == before
