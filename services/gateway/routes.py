"""Routes that describe themselves: one decorator says what is taken, what is answered and who is let in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from services.gateway.arguments import ContractParser

View = Callable[..., Any]


@dataclass(frozen=True)
class Answer:
    """An answer of success, for the description."""

    words: str
    schema: Schema | type[Schema] | None = None


class Routes(Blueprint):  # type: ignore[misc]
    """Paths below one prefix."""

    ARGUMENTS_PARSER = ContractParser()

    def __init__(self, name: str, prefix: str, about: str) -> None:
        super().__init__(name, __name__, url_prefix=prefix, description=about)

    def serve(
        self,
        method: str,
        path: str,
        *,
        answers: Mapping[int, Answer],
        takes: Schema | type[Schema] | None = None,
        admit: Callable[[], Any] | None = None,
        name: str | None = None,
        parameters: Sequence[Mapping[str, Any]] = (),
        **words: Any,
    ) -> Callable[[View], View]:
        """Answer `method path`. `admit` raises for whom it does not let in, before the body is read."""

        def add(view: View) -> View:
            shown = view
            if takes is not None:
                shown = self.arguments(takes, location="query" if method == "GET" else "json")(shown)
            for status, answer in answers.items():
                shown = self.alt_response(status, schema=answer.schema, success=True, description=answer.words)(shown)
            shown = after_check(self.doc(**words)(shown), admit)
            self.add_url_rule(path, name or view.__name__, shown, methods=[method], parameters=list(parameters))
            return view

        return add


def after_check(view: View, admit: Callable[[], Any] | None) -> View:
    """The view for those who are let in: strangers are not told what is wrong with their body."""
    if admit is None:
        return view

    @wraps(view)
    def admitted(**place: Any) -> Any:
        admit()
        return view(**place)

    return admitted
