"""What is wrong with a field, in Chinese; the schemas speak English."""

from __future__ import annotations

import re
from typing import Any

CHINESE = {
    "Missing data for required field.": "必填。",
    "Unknown field.": "未知字段。",
    "Field may not be null.": "不能为空。",
    "Must not be empty.": "不能为空。",
    "Not a valid UUID.": "不是有效的编号（UUID）。",
    "Not a valid string.": "应为文本。",
    "Not a whole number.": "应为整数。",
    "Not a valid integer.": "应为整数。",
    "Not true or false.": "应为 true 或 false。",
    "Not a valid boolean.": "应为 true 或 false。",
    "Not a valid date.": "不是有效的日期（YYYY-MM-DD）。",
    "Not a valid datetime.": "不是有效的时间（RFC 3339）。",
    "Not a valid naive datetime.": "时间应带时区。",
    "Not a valid aware datetime.": "时间应带时区。",
    "Not a valid list.": "应为列表。",
    "Not a valid mapping type.": "应为对象。",
    "Not a valid email address.": "不是有效的邮箱地址。",
    "Not an ISO 4217 code.": "不是有效的货币代码。",
    "Not an IANA time zone, such as Asia/Shanghai.": "不是有效的时区，例如 Asia/Shanghai。",
    "Not a phone number in international form, such as +8613800138000.": "请使用国际格式，例如 +8613800138000。",
    "No such phone number is possible.": "手机号不存在。",
    "Holds control characters.": "含有控制字符。",
    "Ends before it begins.": "结束早于开始。",
    "Small letters, digits and ._@-, 3 to 64.": "只能用小写字母、数字和 ._@-，3 到 64 个字符。",
    "Invalid input type.": "格式不正确。",
    "Not a JSON object.": "应为 JSON 对象。",
    "Out of range.": "超出范围。",
    "Lies in the future.": "不能晚于现在。",
    "Not <service>@<position>.": "格式应为 <服务>@<位置>。",
}
PATTERNS = (
    (re.compile(r"(\w+) does not hear (\w+)\."), r"\1 不接收 \2 的事件。"),
    (re.compile(r"Longer than (\d+) (?:characters|items)\."), r"长度不能超过 \1。"),
    (re.compile(r"Longer than maximum length (\d+)\."), r"长度不能超过 \1。"),
    (re.compile(r"Shorter than minimum length (\d+)\."), r"长度不能少于 \1。"),
    (re.compile(r"Length must be between (\d+) and (\d+)\."), r"长度应为 \1 到 \2。"),
    (re.compile(r"Must be one of: (.*)\."), r"只能是：\1。"),
)


def translated(errors: Any, language: str) -> Any:
    """Errors by field, of any depth, in `language`; what is not known here stays English."""
    if language != "zh":
        return errors
    if isinstance(errors, dict):
        return {field: translated(error, language) for field, error in errors.items()}
    if isinstance(errors, list):
        return [translated(error, language) for error in errors]
    return chinese(errors) if isinstance(errors, str) else errors


def chinese(text: str) -> str:
    if text in CHINESE:
        return CHINESE[text]
    for pattern, words in PATTERNS:
        if pattern.fullmatch(text):
            return pattern.sub(words, text)
    return text
