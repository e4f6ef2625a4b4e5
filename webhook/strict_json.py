"""A strict JSON parser without the liberties of Python's own: what passes can be stored, logged and compared.

Refused: anything but UTF-8, a top level that is not an object, duplicate keys, NaN and infinities, lone surrogates, NUL,
nesting deeper than 64, integers of thousands of digits, millions of values. Every refusal is a BadInput.
"""

import json
import math
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any, NoReturn

from graph.errors import BadInput, TooLarge

MAX_DEPTH = 64
MAX_VALUES = 2_000_000  # as empty lists, 25 MB would become 1 GB of objects; as file names, half as many

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def parse(raw: bytes) -> dict[str, Any]:
    if sum(map(raw.count, (b",", b"[", b"{"))) > MAX_VALUES:  # also counts those inside strings, which is close enough
        raise TooLarge(f"The body has more than {MAX_VALUES:,} values: request a re-index of what was pushed manually.")
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
        raise ValueError("an object has a duplicate key")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _reason(error: ValueError) -> str:
    """Never quotes the body: UnicodeDecodeError contains all of it, and messages end up in logs."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return str(error).split(":", maxsplit=1)[0]


def _inspect(document: dict[str, Any]) -> None:
    """Walks level by level instead of recursing, so that no document can exhaust the stack."""
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        level = _beneath(level)
    if _beneath(level) or any(isinstance(value, dict | list) for value in level):
        raise _too_deep()


def _beneath(level: list[Any]) -> list[Any]:
    """The members of all objects and lists of a level, after checking the level's strings."""
    if _UNSTORABLE.search("".join(value for value in level if isinstance(value, str))):
        raise BadInput("The body contains a NUL or a lone surrogate, which is not text.")
    return [member for value in level if isinstance(value, dict | list) for member in _members(value)]


def _members(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return chain(value, value.values()) if isinstance(value, dict) else value


def _too_deep() -> BadInput:
    return BadInput(f"The body nests deeper than {MAX_DEPTH} levels.")
