"""JSON without the liberties that Python's reader takes: what passes here can be stored, logged and compared.

Refused: anything but UTF-8, a top level that is no object, duplicate keys, NaN and infinities, lone surrogates, NUL,
nesting deeper than 64, integers of thousands of digits. Every refusal is a BadInput.
"""

import json
import math
import re
from typing import Any, NoReturn

from graph.errors import BadInput

MAX_DEPTH = 64

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def parse(raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw.decode(), object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:  # undecodable, malformed, or an integer beyond Python's digit limit
        raise BadInput(f"The body is not valid JSON: {_reason(error)}.") from None
    if not isinstance(document, dict):
        raise BadInput("The body must be a JSON object.")
    _inspect(document)
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object holds the same key twice")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _reason(error: ValueError) -> str:
    """Never echoes the body: UnicodeDecodeError carries all of it, and a log keeps what a message says."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return str(error).split(":", maxsplit=1)[0]


def _inspect(document: dict[str, Any]) -> None:
    """Walks without recursion, so that no document can exhaust the stack."""
    pending: list[tuple[Any, int]] = [(document, 1)]
    while pending:
        value, depth = pending.pop()
        if isinstance(value, str) and _UNSTORABLE.search(value):
            raise BadInput("The body holds a NUL or a lone surrogate, which is not text.")
        if isinstance(value, dict | list):
            if depth > MAX_DEPTH:
                raise _too_deep()
            members = [*value, *value.values()] if isinstance(value, dict) else value
            pending.extend((member, depth + 1) for member in members)


def _too_deep() -> BadInput:
    return BadInput(f"The body nests deeper than {MAX_DEPTH} levels.")
