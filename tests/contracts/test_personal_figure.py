"""Figures of a person: text, since it is sealed; one text a figure, and nothing that is none."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from shared.contracts import PersonalFigure
from shared.contracts.fields import PersonalFigureField, field_of

FIELD = field_of(PersonalFigure, "raise")


@pytest.mark.parametrize(
    ("given", "kept"), [("72.5", "72.5"), (" 072.50 ", "72.5"), ("100", "100"), ("-0.0", "0"), ("-3.125", "-3.125")]
)
def test_a_figure_has_one_text(given, kept):
    assert isinstance(FIELD, PersonalFigureField)
    assert get_args(PersonalFigure)[1].personal
    assert FIELD.deserialize(given) == FIELD.deserialize(kept) == kept


@pytest.mark.parametrize("text", ["", "72,5", "1e3", "NaN", "1.2345", "1234567890", "72kg", "+1", "٣", ".5", 72.5, 72])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(ValidationError):
        FIELD.deserialize(text)


@given(st.decimals(-999_999_999, 999_999_999, places=3))
def test_every_figure_keeps_its_value(figure):
    kept = FIELD.deserialize(f"{figure:f}")
    assert type(figure)(kept) == figure
    assert FIELD.deserialize(kept) == kept
