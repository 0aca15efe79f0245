"""The pages for venue staff in docs/services: in both languages, naming only what there is, their pictures true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

import services.gateway.refusals as edge
from shared.contracts import catalogue
from shared.views import sections_of
from stadion.services import DOORS, SERVICES

ROOT = Path(__file__).parent.parent.parent
PAGES = ROOT / "docs/services"
LANGUAGES = ("", ".zh")
NAMED = re.compile(r"`([A-Z][A-Za-z]*[a-z][A-Za-z]*)`")
PICTURE = re.compile(r"```mermaid\nstateDiagram-v2\n(.*?)```", re.DOTALL)
OF = re.compile(r"%% states: (\S+)")
ARROW = re.compile(r"^\s*(\w+|\[\*\]) --> (\w+|\[\*\])\s*(?::\s*(.*))?$", re.MULTILINE)
MESSAGE = re.compile(r"\b([A-Z][a-z]+(?:[A-Z][a-z]+)+)\b")
MARK = re.compile(r"^(?:## |\| |\* )", re.MULTILINE)
ITEM = re.compile(r"^(?:## |\| [^-]|\* ).*", re.MULTILINE)
HAN = re.compile("[一-鿿]")
for service in DOORS:
    import_module(f"shared.contracts.{service}")


class Arrow(NamedTuple):
    """From one state to another, by these commands and events."""

    before: str
    after: str
    by: frozenset[str]


class Picture(NamedTuple):
    """States with their arrows; `of` says where in the code the states stand (None: no field holds them)."""

    of: str | None
    arrows: tuple[Arrow, ...]

    @property
    def states(self) -> set[str]:
        return {state for arrow in self.arrows for state in arrow[:2]} - {"[*]"}


def text(service: str, language: str = "") -> str:
    return (PAGES / f"{service}{language}.md").read_text(encoding="utf-8")


def pictures(service: str, language: str = "") -> Iterator[Picture]:
    for drawn in PICTURE.findall(text(service, language)):
        of = OF.search(drawn)
        arrows = [Arrow(a, b, frozenset(MESSAGE.findall(label))) for a, b, label in ARROW.findall(drawn)]
        yield Picture(of.group(1) if of else None, tuple(arrows))


def every_picture() -> list[tuple[str, Picture]]:
    return [(service, picture) for service in SERVICES for picture in pictures(service)]


def assigned(statement: str, states: set[str]) -> set[str]:
    """The states that a statement of a view may leave a row in."""
    settings = re.sub(r"CASE.*?END|WHERE.*", "", statement, flags=re.DOTALL)
    plain = set(re.findall(r"(?:status|standing) = '(\w+)'", settings))
    cases = " ".join(re.findall(r"status = (CASE.*?END)", statement, re.DOTALL))
    chosen = set(re.findall(r"(?:THEN|ELSE) '(\w+)'", cases))
    inserted = set(re.findall(r"'(\w+)'", "".join(re.findall(r"INSERT.*?(?:ON CONFLICT|\Z)", statement, re.DOTALL))))
    return plain | chosen | (inserted & states)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_a_page_in_both_languages_that_lead_to_each_other(service: str) -> None:
    assert f"({service}.zh.md)" in text(service) and f"({service}.md)" in text(service, ".zh")
    for language in LANGUAGES:
        links = re.findall(r"\]\(([^)#]+)", text(service, language))
        assert all((PAGES / link).exists() for link in links), links
    english, chinese = (MARK.findall(text(service, language)) for language in LANGUAGES)
    assert english == chinese, "the same sections, rows and rules in both"
    assert english.count("## ") >= 3 and all(HAN.search(line) for line in ITEM.findall(text(service, ".zh")))


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "zh"])
@pytest.mark.parametrize("service", SERVICES)
def test_whatever_a_page_names_exists(service: str, language: str) -> None:
    page = text(service, language)
    drawn = OF.sub("", "".join(PICTURE.findall(page)))
    named = {*NAMED.findall(page), *MESSAGE.findall(drawn)}
    known = catalogue.by_name.keys() | vars(edge).keys()
    assert named <= known, sorted(named - known)
    assert service == "gateway" or len(named & catalogue.of(service, object).keys()) >= 5


@pytest.mark.parametrize("service", SERVICES)
def test_both_languages_name_the_same_and_draw_the_same(service: str) -> None:
    english, chinese = (set(NAMED.findall(text(service, language))) for language in LANGUAGES)
    assert english == chinese, sorted(english ^ chinese)
    assert list(pictures(service)) == list(pictures(service, ".zh"))


@pytest.mark.parametrize(("service", "picture"), every_picture(), ids=lambda value: getattr(value, "of", value))
def test_a_picture_shows_the_states_that_the_code_has(service: str, picture: Picture) -> None:
    assert len(picture.arrows) >= 2
    if picture.of is None or picture.of.endswith(".sql"):
        return
    module, name = picture.of.rsplit(".", 1)
    assert picture.states == set(get_args(getattr(import_module(module), name))) - {"none"}


@pytest.mark.parametrize(
    ("service", "picture"),
    [(s, p) for s, p in every_picture() if p.of and p.of.endswith(".sql")],
    ids=lambda value: getattr(value, "of", value),
)
def test_every_arrow_leads_where_the_event_leads_in_the_view_and_none_is_left_out(
    service: str, picture: Picture
) -> None:
    sections = dict(sections_of((ROOT / str(picture.of)).read_text(encoding="utf-8")))
    drawn = {(name, arrow.after) for arrow in picture.arrows for name in arrow.by & sections.keys()}
    for name, statement in sections.items():
        leads_to = {"[*]"} if statement.startswith("DELETE") else assigned(statement, picture.states)
        shown = {after for event, after in drawn if event == name}
        begins = statement.startswith("INSERT") and not leads_to
        assert shown == leads_to or (begins and len(shown) == 1), (name, shown, leads_to)
    unheard = [arrow for arrow in picture.arrows if not arrow.by & sections.keys()]
    assert unheard == [], "an arrow of this picture names the event that leads along it"


ENDS = {
    "CardEnded",
    "MembershipEnded",
    "CardCutShort",
    "CardCancelledAfterRefund",
    "ImportedCardWithdrawn",
    "CardClosed",
}


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "zh"])
def test_the_picture_of_a_card_shows_every_way_in_which_one_ends(language: str) -> None:
    card = next(picture for picture in pictures("cards", language) if picture.of == "shared.contracts.cards.CardStatus")
    assert {event for arrow in card.arrows for event in arrow.by} >= ENDS
