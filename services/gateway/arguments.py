"""Bodies and query strings into messages: strict, typed by the contract, every wrong field named."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, fields
from webargs.core import is_json
from webargs.flaskparser import FlaskParser

from services.gateway.refusals import JsonBroken, NotJson

NOT_OF_THE_MESSAGE = ("after",)  # parameters that go with the call
WHOLE = re.compile(r"-?\d{1,16}")
TRUTHS = {"true": True, "false": False}


def no_constant(name: str) -> NoReturn:
    raise ValueError(name)


class ContractParser(FlaskParser):
    """webargs' parser, as strict as the schema that it is given."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None}  # noqa: RUF012

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json(req.mimetype):
            raise NotJson
        try:
            return json.loads(req.get_data(), parse_constant=no_constant)
        except (ValueError, RecursionError):
            raise JsonBroken from None

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, Any]:
        names = [name for name in req.args if name not in NOT_OF_THE_MESSAGE]
        return {name: from_texts(schema.fields.get(name), req.args.getlist(name)) for name in names}


def from_texts(field: fields.Field[Any] | None, texts: list[str]) -> Any:
    """The JSON value that a parameter stands for; a parameter given twice is a list."""
    if isinstance(field, fields.List):
        return [from_texts(field.inner, [text]) for text in texts]
    if len(texts) > 1:
        return texts
    if isinstance(field, fields.Integer) and WHOLE.fullmatch(texts[0]):
        return int(texts[0])
    if isinstance(field, fields.Boolean):
        return TRUTHS.get(texts[0], texts[0])
    return texts[0]
