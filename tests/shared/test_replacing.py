"""A fold's `replace` gives what the standard library's gives."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from shared.replacing import replace


@dataclass(frozen=True)
class Lamp:
    street: str
    lit: int = 0
    seen: tuple[str, ...] = ()

    @cached_property
    def twice(self) -> int:
        return 2 * self.lit


@dataclass(frozen=True)
class Checked:
    lit: int

    def __post_init__(self) -> None:
        if self.lit < 0:
            raise ValueError(self.lit)


@dataclass(frozen=True, slots=True)
class Slim:
    lit: int


@dataclass(frozen=True)
class Counted:
    lit: int
    counted: list[int] = field(default_factory=list, init=False)


def test_the_copy_is_what_the_standard_library_makes_and_the_original_stays():
    lamp = Lamp("east", 1, ("a",))
    assert replace(lamp, lit=2) == dataclasses.replace(lamp, lit=2) == Lamp("east", 2, ("a",))
    assert (lamp, replace(lamp)) == (Lamp("east", 1, ("a",)), lamp)
    assert hash(replace(lamp, lit=2)) == hash(Lamp("east", 2, ("a",)))


def test_what_was_worked_out_of_the_old_fields_is_worked_out_anew():
    lamp = Lamp("east", 1)
    assert (lamp.twice, replace(lamp, lit=5).twice) == (2, 10)


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(TypeError, match="Lamp has no field wattage"):
        replace(Lamp("east"), wattage=5)


def test_a_class_that_does_more_when_it_is_made_still_does():
    with pytest.raises(ValueError, match="-1"):
        replace(Checked(1), lit=-1)
    assert replace(Slim(1), lit=2) == Slim(2)
    assert replace(Counted(1), lit=2).counted == []
