"""What a service hears stands in the signatures of its reactions, and nowhere else."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence

import pytest

from shared.contracts import Event
from shared.envelope import Envelope
from shared.hearing import Reaction, reacting
from stadion.services import DOMAIN, declaration
from tests.shared.lamps import CountLight, LampDimmed, LampLit, LightCounted

EVERY = [(name, each) for name in DOMAIN for each in declaration(name).react.reactions]


def test_a_reaction_says_in_its_signature_what_it_hears() -> None:
    def both(event: LampLit | LampDimmed) -> Sequence[CountLight]:
        return [CountLight(lamp_id=event.lamp_id)]

    def told(event: LampLit, envelope: Envelope) -> Sequence[CountLight]:
        return [CountLight(lamp_id=str(envelope))]

    react = reacting(both, told)
    assert [each.types for each in react.reactions] == [(LampLit, LampDimmed), (LampLit,)]
    lit, dimmed = LampLit(lamp_id="a"), LampDimmed(lamp_id="b")
    assert react(lit, "envelope") == [CountLight(lamp_id="a"), CountLight(lamp_id="envelope")]  # type: ignore[arg-type]
    assert react(dimmed, "envelope") == [CountLight(lamp_id="b")]  # type: ignore[arg-type]
    assert react(LightCounted(lamp_id="a"), "envelope") == []  # type: ignore[arg-type]


def test_a_reaction_that_does_not_say_what_it_hears_is_no_reaction() -> None:

    def any_event(event: Event) -> Sequence[CountLight]:
        return []

    def lit(event: LampLit) -> Sequence[CountLight]:
        return []

    with pytest.raises(TypeError, match="names the events that it hears"):
        reacting(any_event)
    with pytest.raises(TypeError, match="one name"):
        reacting(lit, lit)


@pytest.mark.parametrize(("service", "reaction"), EVERY, ids=[f"{name} {each.name}" for name, each in EVERY])
def test_a_reaction_has_a_case_for_each_event_that_it_hears_and_for_no_other(service: str, reaction: Reaction) -> None:
    function = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(reaction.react))))
    matches = [
        node for node in ast.walk(function) if isinstance(node, ast.Match) and ast.unparse(node.subject) == "event"
    ]
    cases = {name for match in matches for case in match.cases for name in classes(case.pattern)}
    assert not matches or cases == {cls.__name__ for cls in reaction.types}


def classes(pattern: ast.pattern) -> Iterator[str]:
    match pattern:
        case ast.MatchClass(cls=cls):
            yield ast.unparse(cls)
        case ast.MatchOr(patterns=patterns):
            for each in patterns:
                yield from classes(each)
        case ast.MatchAs(pattern=ast.pattern() as inner):
            yield from classes(inner)
