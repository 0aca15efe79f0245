"""What every message promises: strict in, tolerant out, one codec as good as the other."""

from __future__ import annotations

from importlib import import_module

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from shared.contracts import STAFF, Command, Event, Query, Refusal, catalogue
from shared.contracts.fields import FORBIDDEN_TEXT, decoder, encode, hints
from shared.contracts.samples import sample, value_of

SERVICES = ("members", "cards", "booking", "finance", "engagement", "analytics")
for service in SERVICES:
    import_module(f"shared.contracts.{service}")


def every(kind):
    """All classes of the kind, a test for each service: a test for each class takes longer to find than to run."""
    by_service = {service: list(catalogue.of(service, kind).values()) for service in SERVICES}
    told = {service: classes for service, classes in by_service.items() if classes}
    return pytest.mark.parametrize("classes", told.values(), ids=told)


@every(Command)
def test_a_command_loads_strictly(classes):
    for cls in classes:
        wish = sample(cls)
        assert cls.load(wish.wire()) == wish
        with pytest.raises(ValidationError) as caught:
            cls.load(wish.wire() | {"surprise": 1})
        assert caught.value.messages_dict == {"surprise": ["Unknown field."]}, cls


@every(Query)
def test_days_that_end_before_they_begin_are_no_question(classes):
    for cls in classes:
        if not {"first", "until"} <= hints(cls).keys():
            continue
        wire = sample(cls).wire()
        assert cls.load(wire | {"first": "2026-11-26", "until": "2026-11-26"})
        with pytest.raises(ValidationError) as caught:
            cls.load(wire | {"first": "2026-11-26", "until": "2026-11-25"})
        assert caught.value.messages_dict == {"until": ["Ends before it begins."]}, cls


@every(Command)
def test_a_command_says_who_may_give_it_and_what_it_means(classes):
    assert not [cls for cls in classes if not cls.by or not cls.__doc__ or cls.__doc__.startswith(cls.__name__)]


@every(Command)
@settings(max_examples=15)
@given(
    name=st.sampled_from([0, 1, 2, 3]),
    junk=st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.lists(st.integers()), st.binary()),
)
def test_a_command_with_a_wrong_value_is_refused_or_equal_to_a_right_one(classes, name, junk):
    for cls in classes:
        names = list(hints(cls))
        body = sample(cls).wire() | {names[name % len(names)]: junk}
        try:
            assert isinstance(cls.load(body), cls)
        except ValidationError as refused:
            assert set(refused.messages_dict) <= set(names), cls


@every(Event)
def test_the_fast_reader_and_the_schema_read_the_same(classes):
    for event in (sample(cls, complete=complete) for cls in classes for complete in (True, False)):
        data = encode(event.wire())
        assert decoder(type(event)).decode(data) == type(event).load(msgspec.json.decode(data)) == event


@every(Query)
def test_a_query_says_who_may_ask_and_what_it_answers(classes):
    for cls in classes:
        assert cls.by and cls.__doc__ and cls.answers.__doc__, cls
        assert cls.load(sample(cls).wire()) == sample(cls)


@every(Refusal)
def test_a_refusal_crosses_the_broker_and_speaks_both_languages(classes):
    for cls in classes:
        refusal = cls(**{name: value_of(hint) for name, hint in hints(cls).items()})
        again = Refusal.from_wire(msgspec.json.decode(encode(refusal.wire())))
        assert (type(again), again.facts) == (cls, refusal.facts)
        for language, sign in (("en", " "), ("zh", "。")):
            assert sign in refusal.text(cls.says, language) and sign in refusal.text(cls.remedy, language), cls


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800", " " * 3])
def test_text_that_no_store_should_hold_is_refused(text):
    wish = catalogue.by_name["OpenVenue"]
    with pytest.raises(ValidationError):
        wish.load(sample(wish).wire() | {"name": text})
    assert FORBIDDEN_TEXT.search("plain text") is None


def test_a_command_a_member_may_give_names_the_member():
    for service in SERVICES:
        for name, cls in catalogue.of(service, Command).items():
            if "member" in cls.by:
                assert "member_id" in hints(cls), name


def test_no_command_is_open_to_everybody_but_registration():
    open_to_guests = {n for s in SERVICES for n, c in catalogue.of(s, Command).items() if "guest" in c.by}
    assert open_to_guests == {"RegisterMember"}
    assert STAFF
