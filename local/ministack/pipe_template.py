"""The input template of a pipe: `<$.path>` and `<aws.pipes.*>` placeholders, one rendering per source record.

A placeholder in a JSON value position becomes that JSON value; inside a string it is interpolated. `$.body` is parsed
when it holds JSON. A path that leads nowhere becomes an empty string.
Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
"""

import json
import re
from typing import Any

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>"]+>')
_PLACEHOLDER = re.compile(r"<([^<>]+)>")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\['([^']+)'\]")


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _at(path: str, record: dict[str, Any]) -> Any:
    value: Any = record
    for depth, match in enumerate(_STEP.finditer(path[1:])):
        name, index, quoted = match.groups()
        try:
            value = value[int(index)] if index is not None else value[name or quoted]
        except (KeyError, IndexError, TypeError):
            return ""
        if depth == 0 and (name or quoted) == "body":
            value = _parsed(value)
    return value


def _value(name: str, record: dict[str, Any], reserved: dict[str, Any]) -> Any:
    return _at(name, record) if name.startswith("$") else reserved.get(name, "")


def _inside_string(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return json.dumps(text)[1:-1]


def render(template: str, record: dict[str, Any], reserved: dict[str, Any]) -> Any:
    """Returns the JSON value of `template` for one record, or the text itself when it is not JSON."""
    reserved = {**reserved, "aws.pipes.event.json": record, "aws.pipes.event": record}

    def replaced(token: re.Match[str]) -> str:
        text = token.group(0)
        if text.startswith('"'):
            return _PLACEHOLDER.sub(lambda hole: _inside_string(_value(hole.group(1), record, reserved)), text)
        return json.dumps(_value(text[1:-1], record, reserved))

    return _parsed(_TOKENS.sub(replaced, template))
