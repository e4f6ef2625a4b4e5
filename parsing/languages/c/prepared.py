"""What the grammar cannot read, taken out of the text: blanks of the same length, so that no place moves."""

import re

from parsing.conditions import DIRECTIVE, blank, decided

_NAME = rb"[A-Z][A-Z0-9_]{2,}"
_NOT = (
    rb"(?<!\breturn)(?<!\belse)(?<!\bcase)(?<!\bdo)(?<!\bgoto)(?<!\bthrow)(?<!\bnew)(?<!\bint)(?<!\bvoid)(?<!\bstruct)"
)
_GIVEN = rb"\((?:[^()\n]|\([^()\n]*\))*\)"  # what a macro is given, on one line
_KEYWORD = (
    rb"(?:namespace|template|class|struct|enum|union|using|typedef|static|inline|constexpr|friend|virtual|explicit)\b"
)
_SAYING = rb"\w*(?:CONSTEXPR|INLINE|EXPLICIT|NODISCARD|DEPRECATED|EXPORT|API)\w*"
# Macros that say something of a declaration, or stand between them; what is blanked is in groups.
_RULES = tuple(
    re.compile(
        pattern.replace(b"NAME", _NAME)
        .replace(b"GIVEN", _GIVEN)
        .replace(b"KEYWORD", _KEYWORD)
        .replace(b"SAYING", _SAYING),
        re.MULTILINE,
    )
    for pattern in (
        rb"^[ \t]*(_*[A-Z][A-Z0-9_]*(?:BEGIN|END|PUSH|POP)(?:_[A-Z0-9_]*)?(?:GIVEN)?)[ \t]*(?=$|//|/\*)",  # API_BEGIN_NAMESPACE
        rb"^[ \t]*(\w*(?:PRAGMA|WARNING|DIAGNOSTIC)\w*\((?:[^();{}]|\([^();{}]*\))*\);?)[ \t]*(?=$|//|/\*)",  # PRAGMA("x")
        rb"^[ \t]*(NAME)[ \t]*$(?=\s*KEYWORD)",  # API, and on the next line: class C {
        rb"^[ \t]*(NAME(?:GIVEN)?)(?=[ \t]+KEYWORD)",  # API constexpr struct C {
        rb"\b(?:template|constexpr)[ \t]+(NAME)(?=[ \t]+\w)",  # template API void f<char>();
        rb"\bif[ \t]+(NAME)(?=[ \t]*\()",  # if LIKELY (x)
        rb"(,\s*\w*(?:ENABLE_IF|REQUIRES)\w*\((?:[^();{}]|\((?:[^();{}]|\([^();{}]*\))*\))*\))(?=\s*[>,])",  # template <class T, REQUIRES(x)>
        rb"^[ \t]*(?:template[ \t]*<[^;{}()\n]*>[ \t]*)?(?:explicit[ \t]+|NAME[ \t]+)?(SAYING)(?=[ \t]+~?\w+\()",  # API C(int x) : x(x) {}
        rb"^[ \t]*(SAYING)(?=[ \t]+[\w:<>]+[ \t*&]+\w+\s*[;={])",  # API int x = 1;
        rb"\b(?:class|struct|union)[ \t]+(NAME(?:\([^()\n]*\))?)(?=\s+\w+[\w:]*\s*(?:final\s*)?[:{])",  # class API C {
        rb"^[ \t]*(?:template[ \t]*<[^;{}()\n]*>[ \t]*)?(?:extern[ \t]+|static[ \t]+|inline[ \t]+)*(NAME(?:[ \t]+NAME)*)(?=[ \t\n]+[\w:][\w: \t*&<>,]*?[\s*&][*&]*[\w:~]+(?:[^\w\s(]{1,2}|\(\))?\s*\()",  # API int f(
        rb"(?:\b(?:int|void|char|long|short|unsigned|float|double|bool|\w+_t)|\*)[ \t]+(NAME)(?=[ \t]+\w+[ \t]*\()",  # int API f(
        rb"^[ \t]*(NAME\()[^()\n]+(\))(?=[ \t\n]*\*?\w+\s*\()",  # API(int) f(
        rb"[\w)\]]" + _NOT + rb"(?:[ \t]|\n)+(NAME\([^()\n]*\))(?=\s*(?:[;={,]|NAME))",  # f() GUARDED_BY(x);
        rb"\)(?:\s*const)?[ \t\n]+(NAME)(?=\s*[;{])",  # f() NO_RETURN;
        rb"^[ \t]*(NAME\(\"[^\"\n]*\"\))[ \t]*$(?=\s*\w)",  # API("x"), and on the next line: int f() {
        rb"\bva_arg\([^,();\n]+(,[^()\n;]*)\)",  # a type is no argument
        rb"^[ \t]*(MOCK_\w*METHOD\w*GIVEN;)",  # of a class: no declaration
    )
)
_EMPTY = re.compile(rb"=(\s*)\{\}(?=\s*[,)])")  # f(T x = {})
# `#if __has_include(<x.h>)`
_ASKED = re.compile(rb"(?:has_include|HAS_INCLUDE)\w*\(([^()\n]*)\)")


def prepared(source: bytes) -> bytes:
    text = decided(source)
    for match in _ASKED.finditer(bytes(text)):
        blank(text, *match.span(1))
    plain = bytearray(DIRECTIVE.sub(lambda line: b" " * len(line[0]), bytes(text)))
    for rule in _RULES:
        for match in rule.finditer(bytes(plain)):
            for start, end in match.regs[1:]:
                blank(text, start, end)
                blank(plain, start, end)
    return _EMPTY.sub(rb"=\g<1>0 ", bytes(text))
