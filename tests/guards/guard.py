"""A guard: a piece of code that a claim rests on, what it is without it, and the test that must go red then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """`text` stands exactly once in `file`. Replaced by `instead`, `test` of `where` fails; `quick` needs no server.

    `also` are further replacements in the same file, where one alone would only make the code contradict itself.
    """

    name: str
    claim: str
    file: str
    text: str
    instead: str
    where: str
    test: str
    quick: bool = False
    also: tuple[tuple[str, str], ...] = ()

    @property
    def edits(self) -> tuple[tuple[str, str], ...]:
        return ((self.text, self.instead), *self.also)

    def removed(self, source: str) -> str:
        """The file without the guard; raises LookupError if the guard is not (or no longer) what stands there."""
        for text, instead in self.edits:
            if (found := source.count(text)) != 1:
                raise LookupError(f"{self.name}: stands {found} times in {self.file}: {text}")
            source = source.replace(text, instead)
        return source
