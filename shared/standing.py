"""What a service has heard of a person whom a neighbour looks after: whether they may act, and which records are one.

Of most it hears nothing, and serves them. A service keeps the news in a stream a person and folds them here. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Heard = Literal["pending", "active", "rejected", "erased", "merged", "apart", "took_in", "let_go", "minor", "of_age"]
"""`merged` and `apart` (again) are told of the record that ends, `took_in` and `let_go` of the one that goes on."""

STATUS = {"apart": "active"}


@dataclass(frozen=True)
class Standing:
    """active -> merged -> active; pending -> active | rejected; any -> erased. `took_in`: what it answers for."""

    status: str = "active"
    survivor_id: str | None = None
    took_in: frozenset[str] = frozenset()
    minor: bool = False  # a child with a guardian, until it is told to be of age

    def after(self, heard: Heard, other_id: str | None) -> Standing:
        match heard:
            case "took_in" if other_id:
                return replace(self, took_in=self.took_in | {other_id})
            case "let_go":
                return replace(self, took_in=self.took_in - {other_id})
            case "minor" | "of_age":
                return replace(self, minor=heard == "minor")
        merged_into = other_id if heard == "merged" else None
        return replace(self, status=STATUS.get(heard, heard), survivor_id=merged_into)

    def others(self) -> Iterator[str]:
        """The other records of this person, as far as this one knows."""
        if self.survivor_id:
            yield self.survivor_id
        yield from sorted(self.took_in)


People = Mapping[str, Standing]
"""What was heard of some people, by id; who is missing stands like anybody."""


def told(people: People, who: str, heard: Heard, other_id: str | None) -> People:
    """The same after one more piece of news."""
    return {**people, who: people.get(who, Standing()).after(heard, other_id)}


def others(people: People) -> Iterator[str]:
    """The other records of all of them, so far as they are known."""
    for standing in people.values():
        yield from standing.others()


def records(people: People, who: str) -> frozenset[str]:
    """All records of one person, as far as they are known, with the one asked for."""
    found, ahead = {who}, [who]
    while ahead:
        new = set(people.get(ahead.pop(), Standing()).others()) - found
        found |= new
        ahead += new
    return frozenset(found)


def survivor(people: People, who: str) -> str:
    """The record that goes on for `who`, as far as it is known; a record that was not merged goes on itself."""
    seen = [who]
    while (into := people.get(seen[-1], Standing()).survivor_id) and into not in seen:
        seen.append(into)
    return seen[-1]
