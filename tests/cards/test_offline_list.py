"""Devices at gates: the list that they hold, and how it is seen that one is silent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.cards.gate.devices import DEVICES
from services.cards.gate.offline_list import key_of, sealed, text_of
from shared.contracts import DEVICE, Actor
from shared.contracts.cards import (
    ConfirmOfflineList,
    GateDeviceHeard,
    GateNotOpen,
    GatePolicy,
    GatePolicySet,
    OfflineEntry,
    OfflineListPage,
    WeeklyHours,
)
from shared.signing import Signatures
from tests.cards.examples import CARD, LONDON, NOON, NUMBER, PUDONG, TODAY, gate_opened
from tests.scenario import Scenario

GATE = Actor(id="00000000-0000-4000-8000-000000000071", roles=(DEVICE,), venues=(PUDONG,))
OURS = Signatures.of("ours")
tomorrow = NOON + timedelta(days=1)

device = Scenario(DEVICES).at(NOON).by(GATE).given(gate_opened)
well = ConfirmOfflineList(venue_id=PUDONG, list_version="v7", expires_at=tomorrow)
heard = GateDeviceHeard(device_id=GATE.id, venue_id=PUDONG, day=TODAY, at=NOON, list_version="v7", expires_at=tomorrow)


def test_a_device_says_that_it_is_well_and_which_list_it_holds():
    device.when(well).then(heard)
    none_yet = replace(heard, list_version=None, expires_at=None)
    device.when(ConfirmOfflineList(venue_id=PUDONG)).then(none_yet)


def test_of_signs_of_life_one_each_90_seconds_is_kept():
    """Silent for 3 minutes is down: the half of it, so that one that speaks every minute never is."""
    for seconds, kept in ((1, False), (89, False), (90, True)):
        later = NOON + timedelta(seconds=seconds)
        told = [replace(heard, at=later)] if kept else []
        device.given(heard).at(later).when(well).then(*told)


def test_a_new_list_is_noted_at_once():
    soon = NOON + timedelta(seconds=1)
    newer = replace(well, list_version="v8")
    device.given(heard).at(soon).when(newer).then(replace(heard, at=soon, list_version="v8"))


def test_what_a_device_said_before_changes_nothing():
    device.given(heard).at(NOON - timedelta(seconds=5)).when(replace(well, list_version="v6")).then()


def test_a_venue_that_waits_ten_minutes_keeps_a_sign_of_life_each_five():
    patient = GatePolicySet(venue_id=PUDONG, effective=TODAY, policy=GatePolicy(silent_minutes=10))
    device.given(patient, heard).at(NOON + timedelta(seconds=299)).when(well).then()
    later = NOON + timedelta(seconds=300)
    device.given(patient, heard).at(later).when(well).then(replace(heard, at=later))


def test_a_venue_that_is_not_open_has_no_devices():
    Scenario(DEVICES).when(well).refuses(GateNotOpen, venue_id=PUDONG)


# --- the list ---

entry = OfflineEntry(key=NUMBER, first=date(2025, 1, 1), until=date(2025, 2, 1))
mornings = WeeklyHours(weekdays=(1, 2, 3), opens="06:00", closes="10:00")
drawn = OfflineListPage(
    venue_id=PUDONG,
    version="raw",
    made_at=NOON,
    expires_at=tomorrow,
    page=1,
    pages=1,
    salt="",
    entries=(entry, replace(entry, key=f"{CARD}.0", hours=(mornings,))),
    signature="",
)


def page(signatures: Signatures = OURS, **other: object) -> OfflineListPage:
    (only,) = sealed([replace(drawn, **other)], signatures)
    assert isinstance(only, OfflineListPage)
    return only


def test_a_list_tells_no_number_and_a_gate_finds_what_it_reads():
    sent = page()
    assert NUMBER not in str(sent.wire()) and CARD not in str(sent.wire())
    assert [one.key for one in sent.entries] == [key_of(sent.salt, NUMBER), key_of(sent.salt, f"{CARD}.0")]


def test_each_venue_has_a_salt_of_its_own_that_only_the_chain_can_make():
    assert len({page().salt, page(venue_id=LONDON).salt, page(Signatures.of("theirs")).salt}) == 3
    assert page().version == page().version != page(version="other").version


def test_a_list_that_was_changed_in_any_way_is_not_genuine():
    sent = page()
    assert OURS.genuine(text_of(sent), sent.signature)
    longer = replace(sent.entries[0], until=date(2026, 1, 1))
    for changed in (
        replace(sent, expires_at=sent.expires_at + timedelta(seconds=1)),
        replace(sent, entries=(longer, sent.entries[1])),
        replace(sent, entries=(sent.entries[0], replace(sent.entries[1], hours=()))),
        replace(sent, entries=sent.entries[:1]),
        replace(sent, venue_id=LONDON),
    ):
        assert not OURS.genuine(text_of(changed), sent.signature)


def test_what_is_signed_is_what_the_contract_says():
    sent = page(made_at=datetime(2025, 1, 8, 4, tzinfo=UTC))
    head, first, second = text_of(sent).split("\n")
    assert head == (f"L1 {PUDONG} {sent.version} 2025-01-08T04:00:00Z 2025-01-09T04:00:00Z 1/1 {sent.salt}")
    assert first == f"{sent.entries[0].key} 2025-01-01 2025-02-01"
    assert second == f"{sent.entries[1].key} 2025-01-01 2025-02-01 123@06:00-10:00"
