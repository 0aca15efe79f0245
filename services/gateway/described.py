"""How the routes describe themselves: names, words and schemas of the OpenAPI document, derived from the contracts."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Mapping
from http import HTTPStatus
from importlib import import_module
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response
from flask_smorest import Api
from flask_smorest.utils import prepare_response
from marshmallow import Schema, fields
from marshmallow import validate as mv
from werkzeug.exceptions import HTTPException

from services.gateway import problems
from services.gateway.routes import Answer
from shared.contracts import GUEST, BusyStream, Command, CommandIdReused, Part, Query, Refusal, catalogue
from shared.contracts.fields import TextField, WholeField
from shared.telemetry import version

Json = dict[str, Any]


class Problem(Schema):
    """A problem as RFC 9457 has it; `code` is for programs, `detail` and `remedy` are for people."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    facts = fields.Dict(required=True)
    remedy = fields.String(required=True)
    instance = fields.String(required=True)


class Accepted(Schema):
    """What became of a command; no `streams`: it stands so already. Give `after` to a query that must show it."""

    position = fields.Integer(required=True)
    streams = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    after = fields.String(required=True, metadata={"example": "cards@42"})
    command_id = fields.UUID(required=True)
    repeated = fields.Boolean(required=True)


class StandsOn(Schema):
    """What the figures of a report stand on; `fresh_at` is null where one of the sources was not heard yet."""

    clock = fields.String(required=True)
    clock_zh = fields.String(required=True)
    zone = fields.String(required=True)
    zone_zh = fields.String(required=True)
    sources = fields.List(fields.String(), required=True)
    fresh_at = fields.AwareDateTime(required=True, allow_none=True)


COMMAND_PARAMETERS = [
    {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": {"type": "string", "maxLength": 200},
        "description": "The same key makes the same command take effect once. A random UUID, or any text of your own.",
    },
    {
        "in": "header",
        "name": "Stadion-Happened-At",
        "schema": {"type": "string", "format": "date-time"},
        "description": "Business time, for what happened earlier. Members act now.",
    },
]
QUERY_PARAMETERS = [
    {
        "in": "query",
        "name": "after",
        "schema": {"type": "string", "pattern": r"^[a-z]+@\d+$"},
        "description": "Wait until the answer stands on this, such as `cards@42`.",
    }
]
OPTIONS: Json = {
    "info": {"description": inspect.cleandoc("""
        Every command and query of the platform. Errors are problems (RFC 9457), in English or Chinese as
        `Accept-Language` asks. Log in with `POST /api/v1/session`; a browser gets a cookie, others ask for a
        `bearer` token.
    """)},
    "security": [{"session": []}, {"bearer": []}],
    "servers": [{"url": "/"}],
}  # fmt: skip


def about(service: str) -> str:
    """What a service's contract says of itself."""
    return sentences(import_module(f"shared.contracts.{service}").__doc__)


def sentences(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").split())


def command(message: type[Command]) -> Json:
    """The description of the route of a command."""
    answers = {
        201: Answer("Took effect", Accepted),
        200: Answer(
            "Nothing new happened: it took effect before (the first answer), or it stands so already", Accepted
        ),
    }
    problems_of = refused([*message.refuses, CommandIdReused, BusyStream])
    return {"answers": answers, "parameters": COMMAND_PARAMETERS, "responses": problems_of, **operation(message)}


def query(message: type[Query]) -> Json:
    """The description of the route of a query."""
    rows = fields.List(fields.Nested(message.answers.schema()), required=True)
    shape: dict[str, Any] = {"rows": rows, "position": fields.Integer(required=True)}
    if message.figures:
        shape["figures"] = fields.Nested(StandsOn, required=True)
    answer = Schema.from_dict(shape, name=f"{message.__name__}Answer")
    answers = {200: Answer(sentences(message.answers.__doc__), answer)}
    security = {"security": [{}, *OPTIONS["security"]]} if GUEST in message.by else {}
    return {"answers": answers, "parameters": QUERY_PARAMETERS, **operation(message), **security}


def operation(message: type[Command | Query]) -> Json:
    roles = [role for role in message.by if role not in ("service", "provider")]
    description = f"{inspect.cleandoc(message.__doc__ or '')}\n\nFor: {', '.join(roles)}."
    summary = sentences(message.__doc__).partition(". ")[0].rstrip(".")
    return {"operationId": message.__name__, "summary": summary, "description": description, "x-roles": roles}


def refused(refusals: list[type[Refusal]]) -> Mapping[int, Json]:
    """The problems that may be answered, by status."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for refusal in refusals:
        by_status[refusal.status].append(f"* `{refusal.__name__}`: {sentences(refusal.__doc__)}")
    content = {problems.TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "\n".join(lines), "content": content} for status, lines in by_status.items()}


def name_of(schema: Any) -> str:
    """A part has two schemas: strict where it is given, tolerant where it is shown."""
    made = schema if isinstance(schema, Schema) else schema()
    name: str = type(made).__name__.removesuffix("Schema")
    given = made.unknown == "raise" and isinstance(part := catalogue.by_name.get(name), type) and issubclass(part, Part)
    return f"{name}Given" if given else name


def of_field(converter: Any, field: fields.Field[Any], ret: Json, **_: Any) -> Json:
    """What OpenAPI says of our own fields beyond apispec's knowledge."""
    if isinstance(field, WholeField):  # bounds that only keep JSON readers exact are not worth a line each
        ret.pop("minimum", None), ret.pop("maximum", None)
    if isinstance(field, TextField):
        personal = {"x-personal": True} if field.kind.personal else {}
        shown = getattr(field.parent, "unknown", "") == "exclude"
        return personal if shown else {"minLength": 1, "maxLength": field.kind.longest} | personal
    one_of = [validator for validator in field.validators if isinstance(validator, mv.OneOf)]
    return {"type": "string"} if type(field) is fields.Raw and one_of else {}


class ContractApi(Api):  # type: ignore[misc]
    """flask-smorest with problems for errors."""

    ERROR_SCHEMA = Problem

    def __init__(self, app: Flask) -> None:
        self.words = MarshmallowPlugin(schema_name_resolver=name_of)
        app.config |= {"API_TITLE": "Stadion", "API_VERSION": version(), "OPENAPI_VERSION": "3.1.0"}
        app.config |= {"API_SPEC_OPTIONS": OPTIONS, "OPENAPI_URL_PREFIX": "/api"}
        super().__init__(app, spec_kwargs={"marshmallow_plugin": self.words})
        assert self.words.converter is not None  # made by the spec just now
        self.words.converter.add_attribute_function(of_field)  # type: ignore[no-untyped-call]
        schemes = self.spec.components
        schemes.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "__Host-stadion"})
        schemes.security_scheme("bearer", {"type": "http", "scheme": "bearer"})

    def handle_http_exception(self, error: HTTPException) -> Response:
        return problems.of_http(error)

    def _register_responses(self) -> None:
        for name, words in [(s.name, s.phrase) for s in HTTPStatus] + [("DEFAULT_ERROR", "Any other problem")]:
            response: Json = {"description": words, "schema": Problem}
            prepare_response(response, self.spec, problems.TYPE)
            self.spec.components.response(name, response, lazy=True)

    def _register_pagination_header(self) -> None:
        """No answer has pages: each query has its own limit."""

    def finish(self) -> None:
        """Reasons in answers carry words: see `reasons`."""
        reason = self.spec.components.schemas["Reason"]["properties"]
        reason |= {"message": {"type": "string"}, "remedy": {"type": "string"}}
