"""Macros that the grammar cannot read, taken out of the text: blanks of the same length, so that no place moves."""

import re

_NAME = rb"[A-Z][A-Z0-9_]{2,}"
_NOT = rb"(?<!\breturn)(?<!\belse)(?<!\bcase)(?<!\bdo)(?<!\bgoto)(?<!\bthrow)(?<!\bnew)(?<!\bint)(?<!\bvoid)(?<!\bstruct)"
_RULES = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        rb"\b(?:class|struct|union)[ \t]+(%s(?:\([^()\n]*\))?)(?=\s+\w+[\w:]*\s*(?:final\s*)?[:{])" % _NAME,  # class API C {
        rb"^[ \t]*(?:extern[ \t]+|static[ \t]+|inline[ \t]+)*(%s)(?=[ \t\n]+[\w:][\w: \t*&<>,]*?[\s*&][*&]*[\w:~]+\s*\()" % _NAME,  # API int f(
        rb"^[ \t]*(%s\()[^()\n]+(\))(?=[ \t\n]*\*?\w+\s*\()" % _NAME,  # API(int) f(
        rb"[\w)\]]%s(?:[ \t]|\n)+(%s\([^()\n]*\))(?=\s*(?:[;={,]|%s))" % (_NOT, _NAME, _NAME),  # f() GUARDED_BY(x);
        rb"\)(?:\s*const)?[ \t\n]+(%s)(?=\s*[;{])" % _NAME,  # f() NO_RETURN;
    )
)


def prepared(source: bytes) -> bytes:
    text = bytearray(source)
    for rule in _RULES:
        for match in rule.finditer(bytes(text)):
            for start, end in match.regs[1:]:
                text[start:end] = bytes(10 if byte == 10 else 32 for byte in text[start:end])  # noqa: PLR2004 (line breaks)
    return bytes(text)
