"""What the HTTP edge itself refuses, in both languages; the services' own refusals come from the contracts."""

from __future__ import annotations

from shared.contracts import Refusal, Text

AGAIN_SOON = Text("Try again in a moment.", "请稍后重试。")


class NotLoggedIn(Refusal):
    """Only who is logged in may do this."""

    status = 401
    says = Text("You are not logged in, or your session has ended.", "尚未登录，或登录已失效。")
    remedy = Text("Log in.", "请登录。")


class LoginRefused(Refusal):
    """Login or password is wrong; which of the two is not said."""

    status = 401
    says = Text("Login or password is wrong.", "账号或密码不正确。")
    remedy = Text("Check both and try again.", "请核对后重试。")


class LockedOut(Refusal):
    """Too many wrong passwords for this login or from this address."""

    retry_after: int  # seconds
    status = 429
    says = Text(
        "Too many failed attempts: log-in is locked for {retry_after} seconds.",
        "尝试次数过多：登录已锁定 {retry_after} 秒。",
    )
    remedy = Text(
        "Wait, then try once more; or ask head office for a new password.", "请稍后再试，或联系总部重置密码。"
    )


class PasswordMustChange(Refusal):
    """The password was chosen by somebody else."""

    status = 403
    says = Text("Choose a password of your own first.", "请先设置您自己的密码。")
    remedy = Text("Change it with POST /api/v1/password.", "请先修改密码。")


class PasswordTooWeak(Refusal):
    """A password has eight characters or more and is none that everybody tries first."""

    status = 422
    says = Text("This password is too short or too well known.", "密码过短或过于常见。")
    remedy = Text("Take eight characters or more; several words are best.", "请使用至少 8 个字符，建议使用多个词组成。")


class CaptchaNotSolved(Refusal):
    """Each code costs the sender's machine a little work."""

    status = 422
    says = Text("The challenge was not solved, or its solution was used before.", "人机验证未通过，或已使用过。")
    remedy = Text("Ask for a new challenge with GET /api/v1/captcha and solve it.", "请重新获取并完成人机验证。")


class NoMessenger(Refusal):
    """Codes need somebody who delivers them."""

    status = 503
    says = Text("No provider of messages is set up.", "尚未配置短信或邮件服务。")
    remedy = Text("Register at the desk; the operator sets a provider up.", "请到前台办理，并联系运营方配置。")


class RegistrationUnderReview(Refusal):
    """A log-in works once the venue has agreed to the registration."""

    status = 403
    says = Text("Your registration is under review.", "您的注册正在审核中。")
    remedy = Text("Wait for the venue's decision, or ask at its desk.", "请等待场馆审核，或到前台咨询。")


class LoginTaken(Refusal):
    """A login stands for one person."""

    says = Text("This login belongs to somebody else.", "该登录名已被使用。")
    remedy = Text("Choose another.", "请换一个。")


class CrossSite(Refusal):
    """A browser sent this for another site."""

    status = 403
    says = Text("This request came from another site.", "请求来自其他网站。")
    remedy = Text("Use the platform's own pages, or a bearer token.", "请使用本平台页面，或使用访问令牌。")


class SignatureNotValid(Refusal):
    """A webhook is believed only with a fresh, genuine signature."""

    status = 401
    says = Text("The signature is not genuine, or too old.", "签名无效或已过期。")
    remedy = Text("Sign `timestamp.body` with the shared secret, now.", "请使用共享密钥对“时间戳.正文”重新签名。")


class ServiceNotAvailable(Refusal):
    """The broker or the service cannot be reached."""

    service: str
    retry_after: int = 2
    status = 503
    says = Text("The service {service} cannot be reached just now.", "服务 {service} 暂时无法访问。")
    remedy = AGAIN_SOON


class NoAnswerInTime(Refusal):
    """The service did not answer in time; it may have acted."""

    service: str
    retry_after: int = 2
    status = 503
    says = Text("The service {service} did not answer in time.", "服务 {service} 未能及时答复。")
    remedy = Text(
        "Send the same again with the same Idempotency-Key: it takes effect once.",
        "请使用同一 Idempotency-Key 重新提交，不会重复生效。",
    )


class TooManyRequests(Refusal):
    """More requests than one caller may send."""

    retry_after: int
    status = 429
    says = Text("Too many requests.", "请求过于频繁。")
    remedy = Text("Wait {retry_after} seconds.", "请等待 {retry_after} 秒。")


class Overloaded(Refusal):
    """More people log in at once than passwords can be checked."""

    retry_after: int = 5
    status = 503
    says = Text("Too many people are logging in just now.", "当前登录人数过多。")
    remedy = AGAIN_SOON


class NoSuchPage(Refusal):
    """Nothing is at this address."""

    status = 404
    says = Text("There is nothing at this address.", "该地址没有内容。")
    remedy = Text("See /api/docs for what there is.", "请参阅 /api/docs。")


class WrongMethod(Refusal):
    """The address exists, this way of using it does not."""

    status = 405
    says = Text("This address is not used in this way.", "该地址不支持此请求方法。")
    remedy = Text("See the Allow header.", "请参阅 Allow 响应头。")


class JsonBroken(Refusal):
    """What says that it is JSON can be read as JSON."""

    status = 400
    says = Text("The body cannot be read as JSON.", "请求正文不是有效的 JSON。")
    remedy = Text("Send one complete JSON object in UTF-8.", "请以 UTF-8 发送一个完整的 JSON 对象。")


class NotJson(Refusal):
    """Bodies are JSON."""

    status = 415
    says = Text("The body is not JSON.", "请求正文不是 JSON。")
    remedy = Text("Send JSON with Content-Type: application/json.", "请以 application/json 发送 JSON。")


class TooLarge(Refusal):
    """Bodies have a limit."""

    status = 413
    says = Text("The body is too large.", "请求正文过大。")
    remedy = Text("Send less at once.", "请减少单次提交的内容。")


class NotUnderstood(Refusal):
    """The request is not proper HTTP."""

    status = 400
    says = Text("The request was not understood.", "无法理解该请求。")
    remedy = Text("See /api/docs.", "请参阅 /api/docs。")


class Fault(Refusal):
    """A fault of ours; the log has it under the request id."""

    status = 500
    says = Text("Something went wrong on our side.", "系统出现错误。")
    remedy = Text("Try again; if it stays, report the request id.", "请重试；如仍出现，请提供请求编号。")
