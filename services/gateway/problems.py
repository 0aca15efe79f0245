"""Every error as a problem (RFC 9457): a code for programs, words and a remedy for people, nothing of the inside."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from flask import Flask, Response, g, request
from marshmallow import ValidationError
from psycopg_pool import PoolTimeout
from werkzeug.exceptions import HTTPException

from services.gateway import refusals
from services.gateway.field_texts import translated
from services.gateway.requests import language, request_id
from shared.contracts import Malformed, Refusal, StoreAway, Text
from shared.contracts.message import Unrecognised
from shared.telemetry import logger

TYPE = "application/problem+json"
TITLES = {
    400: Text("Not understood", "无法理解"),
    401: Text("Log-in needed", "需要登录"),
    403: Text("Not allowed", "没有权限"),
    404: Text("Not found", "未找到"),
    405: Text("Wrong method", "请求方法不支持"),
    409: Text("Refused by a rule", "不符合业务规则"),
    413: Text("Too large", "内容过大"),
    415: Text("Wrong format", "格式不支持"),
    422: Text("Not right as sent", "提交内容有误"),
    429: Text("Too many attempts", "尝试过于频繁"),
    500: Text("A fault of ours", "系统错误"),
    503: Text("Not available just now", "暂时不可用"),
}
FIELDS_WRONG = Text("Some fields are not right: ", "部分字段有误：")
BY_STATUS: dict[int, type[Refusal]] = {
    404: refusals.NoSuchPage,
    405: refusals.WrongMethod,
    413: refusals.TooLarge,
    415: refusals.NotJson,
}

log = logger(__name__)


def problem(refusal: Refusal) -> Response:
    """The answer to a request that was refused, in the language of the request."""
    tongue = language()
    body = body_of(refusal, tongue)
    g.problem = body["code"]
    response = Response(json.dumps(body, ensure_ascii=False), refusal.status, mimetype=TYPE)
    response.headers["Content-Language"] = tongue
    response.headers["Vary"] = "Accept-Language"
    if refusal.status in (429, 503):
        response.headers["Retry-After"] = str(getattr(refusal, "retry_after", 1))
    return response


def body_of(refusal: Refusal, tongue: str) -> dict[str, Any]:
    code, facts, detail = refusal.code, refusal.facts, refusal.text(refusal.says, tongue)
    if isinstance(refusal, Malformed):
        facts = {"errors": translated(refusal.errors, tongue)}
        detail = refusal.text(FIELDS_WRONG, tongue) + ", ".join(refusal.errors)
    elif isinstance(refusal, Unrecognised):
        code, facts = refusal.code_received, refusal.facts_received
    return {
        "type": f"/api/docs#{code}",
        "title": refusal.text(TITLES.get(refusal.status, TITLES[400]), tongue),
        "status": refusal.status,
        "detail": detail,
        "code": code,
        "facts": facts,
        "remedy": refusal.text(refusal.remedy, tongue),
        "instance": f"/requests/{request_id()}",
    }


def of_http(error: HTTPException) -> Response:
    """Flask's and webargs' own errors: unknown addresses, wrong methods, bodies that do not load."""
    if error.code == 422:
        return problem(Malformed(errors=field_errors(getattr(error, "data", {}).get("messages") or {})))
    refusal = BY_STATUS.get(error.code or 400, refusals.NotUnderstood)()
    response = problem(refusal)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def field_errors(messages: dict[str, Any]) -> dict[str, Any]:
    """webargs puts the place of a field (json, query) before its name."""
    errors: dict[str, Any] = {}
    for place in messages.values():
        errors |= place if isinstance(place, dict) else {"body": place}
    return errors


def of_validation(error: ValidationError) -> Response:
    return problem(Malformed(errors=error.normalized_messages()))  # type: ignore[no-untyped-call]


def of_database(error: Exception) -> Response:
    log.error("own database away", why=type(error).__name__)
    return problem(StoreAway())


def of_fault(error: Exception) -> Response:
    log.exception("request failed", route=str(request.url_rule), request_id=request_id())
    return problem(refusals.Fault())


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, problem)
    app.register_error_handler(ValidationError, of_validation)
    app.register_error_handler(psycopg.OperationalError, of_database)
    app.register_error_handler(PoolTimeout, of_database)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, of_fault)
