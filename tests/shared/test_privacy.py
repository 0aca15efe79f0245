"""Personal data: sealed in the log, opened with the person's key, gone with it."""

from __future__ import annotations

import itertools
import json
from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest

from services.members.service import SERVICE
from shared.contracts.members import EraseMember, MemberRow
from shared.contracts.roles import HEAD_OFFICE, Actor
from shared.decider import Deciders, Wish, plain_digest
from shared.ids import derived_id
from shared.log.memory import MemoryStore
from shared.privacy import ERASED, MemoryVault, SealedCodec, Tampered, blind_index
from tests.members.examples import PHONE, WEI, open_venue, register
from tests.scenario import NOON

OFFICE = Actor(id=derived_id("office"), roles=(HEAD_OFFICE,))


@pytest.fixture
def codec():
    numbers = itertools.count(1)
    return SealedCodec(MemoryVault(), b"w" * 32, lambda n: next(numbers).to_bytes(n, "big"))


@pytest.fixture
def store(codec):
    store = MemoryStore()
    deciders = Deciders(SERVICE.deciders, codec, blind_index(b"i" * 32))
    for n, command in enumerate([open_venue, register]):
        assert deciders.execute(store, Wish(command, derived_id(n), OFFICE, NOON)).refusal is None
    store.deciders = deciders
    return store


def everything(store) -> str:
    return repr([(e.stream, e.data, e.meta) for e in store.events]) + repr(store.decided)


def opened(codec, store):
    with store.transaction() as tx:
        return {type(e).__name__: e for e in codec.decode(tx, store.events)}


def test_no_name_and_no_phone_reaches_the_log(store):
    for secret in ("张伟", "\\u5f20", PHONE, PHONE[3:]):
        assert secret not in everything(store)


def test_the_service_reads_what_it_sealed(codec, store):
    member = opened(codec, store)["MemberRegistered"]
    assert (member.name, member.phone) == ("张伟", PHONE)


def test_an_erased_person_reads_as_erased_and_the_log_is_not_rewritten(codec, store):
    before = list(store.events)
    wish = Wish(EraseMember(member_id=WEI), derived_id("erase"), OFFICE, NOON)
    assert store.deciders.execute(store, wish).refusal is None
    assert store.events[: len(before)] == before
    member = opened(codec, store)["MemberRegistered"]
    assert (member.name, member.phone) == (ERASED, ERASED)
    assert codec.vault.keys == {}


def test_rows_of_a_query_are_opened_the_same_way(codec, store):
    body = json.loads(next(e.data for e in store.events if e.type == "MemberRegistered"))
    names = ("member_id", "number", "name", "phone", "venue_id", "language")
    row = MemberRow(
        **{n: body[n] for n in names}, registered_day="2025-03-01", erased=False, status="registered", merged_into=None
    )
    assert codec.reveal(store, [row])[0].name == "张伟"
    codec.vault.destroy(store, WEI)
    assert codec.reveal(store, [row])[0].name == ERASED


@pytest.mark.parametrize(("name", "blocks"), [("no", 1), ("yes", 1), ("x" * 16, 1), ("张" * 6, 2)])
def test_the_length_of_what_is_sealed_does_not_tell_yes_from_no(codec, store, name, blocks):
    member = replace(opened(codec, store)["MemberRegistered"], name=name)
    with store.transaction() as tx:
        (data,) = codec.encode(tx, [member])
        (again,) = codec.decode(tx, [replace(store.events[-1], type="MemberRegistered", data=data)])
    body = json.loads(data)
    assert again == member
    assert len(urlsafe_b64decode(body["name"].rpartition(":")[2])) == 12 + 16 * blocks + 16


def test_a_sealed_text_cannot_stand_in_another_place(codec, store):
    event = next(e for e in store.events if e.type == "MemberRegistered")
    body = json.loads(event.data)
    body["phone"] = body["name"].replace(".name:", ".phone:")
    with store.transaction() as tx, pytest.raises(Tampered):
        codec.decode(tx, [replace(event, data=json.dumps(body).encode())])


def test_another_wrapping_key_opens_nothing(codec, store):
    stranger = replace(codec, wrapping=b"x" * 32)
    with store.transaction() as tx, pytest.raises(Tampered):
        stranger.decode(tx, store.events)


def test_a_name_that_looks_sealed_is_only_a_name(codec, store):
    liar = replace(register, member_id=derived_id("liar"), name="sealed:1:x", phone="+8613800138001")
    assert store.deciders.execute(store, Wish(liar, derived_id("liar"), OFFICE, NOON)).refusal is None
    with store.transaction() as tx:
        names = [e.name for e in codec.decode(tx, store.events) if hasattr(e, "phone")]
    assert names == ["张伟", "sealed:1:x"]


def test_a_blind_index_tells_nothing_without_its_key():
    """All phone numbers can be tried: the key is what makes a digest more than a thin veil."""
    ours, theirs = blind_index(b"i" * 32), blind_index(b"j" * 32)
    assert ours(PHONE) == blind_index(b"i" * 32)(PHONE) != ours(PHONE + "1")
    assert len({ours(PHONE), theirs(PHONE), plain_digest(PHONE)}) == 3
