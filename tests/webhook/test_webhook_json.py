"""Never lost: bad input gets a clear error. What the reader lets through can be stored, logged and compared."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInput
from webhook import strict_json

text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(text, values))
def test_ordinary_documents_are_read_as_they_are(document: dict[str, object]) -> None:
    assert strict_json.parse(json.dumps(document).encode()) == document
    assert strict_json.parse(json.dumps(document, ensure_ascii=False).encode()) == document


@given(st.binary() | st.text(st.sampled_from('{}[]",:0123456789eE-+.\\u/ntfalsr \n')).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        assert isinstance(strict_json.parse(raw), dict)
    except BadInput as error:
        assert str(error)  # noqa: PT017 (either way is right)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "Expecting value at character 0"),
        (b"{", "at character 1"),
        (b"{} {}", "Extra data at character 3"),
        (b"[]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b'{"a": 1, "a": 1}', "duplicate key"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "duplicate key"),
        (b'{"a": NaN}', "NaN is not a JSON value"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON value"),
        (b'{"a": 1e999}', "a number is too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "digits"),
        (b'{"a": "\\ud800"}', "lone surrogate"),
        (b'{"\\udfff": 1}', "lone surrogate"),
        (b'{"a": ["\\u0000"]}', "NUL"),
        (b'{"a": "\x00"}', "Invalid control character"),
        (b'{"a": "\xed\xa0\x80"}', "byte 7 is not UTF-8"),
        (b'{"a": "\xff"}', "byte 7 is not UTF-8"),
        (b"\xef\xbb\xbf{}", "BOM"),
        ('{"a": 1}'.encode("utf-16"), "byte 0 is not UTF-8"),
        (b'{"a":' * 64 + b"{}" + b"}" * 64, "deeper than 64"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deeper than 64"),
        (b'{"a":' * 100_000, "deeper than 64"),
        (b"[" * 100_000, "deeper than 64"),
    ],
)
def test_liberties_are_refused_and_named(raw: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason) as caught:
        strict_json.parse(raw)
    assert len(str(caught.value)) < 200  # the body is not echoed


def test_the_deepest_allowed_nesting_is_read() -> None:
    assert strict_json.parse(b'{"a":' * 63 + b"{}" + b"}" * 63)


def test_escaped_characters_beyond_the_basic_plane_are_text() -> None:
    assert strict_json.parse(b'{"a": "\\ud83d\\ude00 \\\\u0000"}') == {"a": "😀 \\u0000"}
