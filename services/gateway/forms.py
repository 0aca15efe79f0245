"""The bodies of the gateway's own routes; all others come from the contracts."""

from __future__ import annotations

from typing import Any, get_args

from marshmallow import RAISE, Schema, fields, validate

from services.gateway.logins import LOGIN_NAME, NOT_A_LOGIN
from services.gateway.passwords import LONGEST
from shared.contracts.fields import IdField, Kind, PersonalDayField, PhoneField, TextField, TruthField
from shared.contracts.members import Sex


def text(longest: int = 200, **more: Any) -> TextField:
    return TextField(Kind("text", longest=longest), required=True, **more)


def secret_text(shortest: int = 0) -> fields.String:
    """Taken as it was typed, blanks included."""
    return fields.String(required=True, validate=validate.Length(shortest, LONGEST), metadata={"format": "password"})


class Form(Schema):
    """Unknown fields are refused, as in every command."""

    class Meta:
        unknown = RAISE


class LogIn(Form):
    """Staff give their login name, members their phone number with its country code."""

    login = text()
    password = secret_text()
    bearer = TruthField(load_default=False, metadata={"description": "Answer with a token, set no cookie."})


class ChangePassword(Form):
    """Every session ends; the answer opens a new one."""

    password = secret_text()
    new_password = secret_text()
    bearer = TruthField(load_default=False, metadata={"description": "Answer with a token, set no cookie."})


class AskForCode(Form):
    """One contact, and the solution of a challenge as the ALTCHA widget gives it."""

    phone = PhoneField(Kind("phone", personal=True))
    email = fields.Email()
    captcha = text(4000)


class TellCode(Form):
    """The code that was sent."""

    proof_id = IdField(required=True)
    code = text(20)


class Claim(Form):
    """The owner of a proven phone gets a log-in for the account that it belongs to."""

    proof_id = IdField(required=True)
    phone = PhoneField(Kind("phone", personal=True), required=True)
    password = secret_text()
    language = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))


class Answered(Form):
    """An answer to an extra field."""

    field_id = IdField(required=True)
    value = text()


class Registration(Form):
    """A person registers from afar; see RegisterMember. `proof_id`: of the phone, told back with `POST /code/check`."""

    name = text()
    phone = PhoneField(Kind("phone", personal=True), required=True)
    password = secret_text()
    venue_id = IdField(required=True)
    language = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))
    terms_accepted = text(metadata={"description": "The edition in force; see ListAgreements."})
    privacy_accepted = text(metadata={"description": "The edition in force; see ListAgreements."})
    proof_id = IdField(required=True)
    channel = fields.String(load_default="online", validate=validate.OneOf(("online", "mobile")))
    email = fields.Email()
    sex = fields.String(validate=validate.OneOf(get_args(Sex)))
    birth_date = PersonalDayField(Kind("personal_day", personal=True))
    extra = fields.List(fields.Nested(Answered), load_default=[], metadata={"description": "See ListExtraFields."})


class StaffLogin(Form):
    """The password is a first one: the person chooses another before anything else."""

    staff_id = IdField(required=True)
    login = text(64, validate=validate.Regexp(f"^{LOGIN_NAME}$", error=NOT_A_LOGIN))
    password = secret_text()
    language = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))


class DeviceToken(Form):
    """A gate or terminal of a venue."""

    device_id = IdField(required=True)
    venue_id = IdField(required=True)


class WhoAmI(Schema):
    """The visitor, with the rights of this moment; `venues` null means the whole chain."""

    kind = fields.String(required=True, validate=validate.OneOf(("guest", "staff", "member", "device")))
    id = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    venues = fields.List(fields.String(), required=True, allow_none=True)
    member_id = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    must_change = fields.Boolean(required=True, metadata={"description": "A password of one's own comes first."})
    ends_at = fields.AwareDateTime(required=True, allow_none=True)
    token = fields.String(metadata={"description": "Only when `bearer` was asked for."})


class Registered(Schema):
    """The new member."""

    member_id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(("registered", "pending")))
    after = fields.String(required=True)


class Challenge(Schema):
    """What the ALTCHA widget takes, version 2."""

    parameters = fields.Dict(required=True)
    signature = fields.String(required=True)


class CodeSent(Schema):
    """Names the code that is on its way."""

    proof_id = fields.UUID(required=True)


class Token(Schema):
    """Shown once; only a digest is kept."""

    token = fields.String(required=True)
