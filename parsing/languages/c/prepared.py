"""What the grammar cannot read, taken out of the text: blanks of the same length, so that no place moves."""

import re

from parsing.conditions import DIRECTIVE, blank, decided

_NAME = rb"[A-Z][A-Z0-9_]{2,}"
_NOT = (
    rb"(?<!\breturn)(?<!\belse)(?<!\bcase)(?<!\bdo)(?<!\bgoto)(?<!\bthrow)(?<!\bnew)(?<!\bint)(?<!\bvoid)(?<!\bstruct)"
)
# Macros that say something of a declaration; what is blanked is in groups.
_RULES = tuple(
    re.compile(pattern.replace(b"NAME", _NAME), re.MULTILINE)
    for pattern in (
        rb"\b(?:class|struct|union)[ \t]+(NAME(?:\([^()\n]*\))?)(?=\s+\w+[\w:]*\s*(?:final\s*)?[:{])",  # class API C {
        rb"^[ \t]*(?:extern[ \t]+|static[ \t]+|inline[ \t]+)*(NAME)(?=[ \t\n]+[\w:][\w: \t*&<>,]*?[\s*&][*&]*[\w:~]+\s*\()",  # API int f(
        rb"(?:\b(?:int|void|char|long|short|unsigned|float|double|bool|\w+_t)|\*)[ \t]+(NAME)(?=[ \t]+\w+[ \t]*\()",  # int API f(
        rb"^[ \t]*(NAME\()[^()\n]+(\))(?=[ \t\n]*\*?\w+\s*\()",  # API(int) f(
        rb"[\w)\]]" + _NOT + rb"(?:[ \t]|\n)+(NAME\([^()\n]*\))(?=\s*(?:[;={,]|NAME))",  # f() GUARDED_BY(x);
        rb"\)(?:\s*const)?[ \t\n]+(NAME)(?=\s*[;{])",  # f() NO_RETURN;
    )
)


def prepared(source: bytes) -> bytes:
    text = decided(source)
    for rule in _RULES:
        for match in rule.finditer(DIRECTIVE.sub(lambda line: b" " * len(line[0]), bytes(text))):
            for start, end in match.regs[1:]:
                blank(text, start, end)
    return bytes(text)
