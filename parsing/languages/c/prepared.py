"""Blanks out what the grammar cannot parse, keeping the length, so that no position moves."""

import re

from parsing.conditions import DIRECTIVE, blank, decided
from parsing.languages.c import keywords

_NAME = rb"[A-Z][A-Z0-9_]{2,}"
_NOT = (
    rb"(?<!\breturn)(?<!\belse)(?<!\bcase)(?<!\bdo)(?<!\bgoto)(?<!\bthrow)(?<!\bnew)(?<!\bint)(?<!\bvoid)(?<!\bstruct)"
)
_GIVEN = rb"\((?:[^()\n]|\([^()\n]*\))*\)"  # a macro's arguments, on one line
_KEYWORD = (
    rb"(?:namespace|template|class|struct|enum|union|using|typedef|static|inline|constexpr|friend|virtual|explicit)\b"
)
_SAYING = rb"\w*(?:CONSTEXPR|INLINE|EXPLICIT|NODISCARD|DEPRECATED|EXPORT|API)\w*"
# Those of them that can only be annotations when they stand before a word.
_PLAINLY = rb"(?:[A-Z0-9]+_)*(?:CONSTEXPR\d*|CONSTEVAL|(?:FORCE_?)?INLINE(?:_VAR(?:IABLE)?)?|NODISCARD|DEPRECATED|EXPORTS?|API|NO_UNIQUE_ADDRESS)_?"
_NESTED = rb"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"  # a macro's arguments, over several lines
_TYPE = rb"\b(?:unsigned|signed|int|char|bool|short|long|float|double|void|const|struct|class|typename)\b"
# Macros that annotate declarations or stand between them. The groups of a pattern are what is blanked.
_RULES = tuple(
    re.compile(
        pattern.replace(b"NAME", _NAME)
        .replace(b"GIVEN", _GIVEN)
        .replace(b"KEYWORD", _KEYWORD)
        .replace(b"SAYING", _SAYING)
        .replace(b"PLAINLY", _PLAINLY)
        .replace(b"NESTED", _NESTED)
        .replace(b"TYPE", _TYPE),
        re.MULTILINE,
    )
    for pattern in (
        rb"^[ \t]*(_*[A-Z][A-Z0-9_]*(?:BEGIN|END|PUSH|POP)(?:_[A-Z0-9_]*)?(?:GIVEN)?)[ \t]*(?=$|//|/\*)",  # API_BEGIN_NAMESPACE
        rb"^[ \t]*(\w*(?:PRAGMA|WARNING|DIAGNOSTIC)\w*\((?:[^();{}]|\([^();{}]*\))*\);?)[ \t]*(?=$|//|/\*)",  # PRAGMA("x")
        rb"(?:[;{}:>]|\*/)[ \t]*\n[ \t\n]*(NAME(?:\([^()]*\))?)[ \t]*(?=\n\s*[A-Za-z_~}#])",  # DEFINE_FIELDS(a, b)
        rb"^[ \t]*(SAYINGNESTED)[ \t]*$",  # DEPRECATED_FOR(3, f())
        rb"^[ \t]*(NAME:)[ \t]*(?=$|//)",  # LIB_PRIVATE:
        rb"^[ \t]+(NAME\(\"[^\"\n]*\"[^()\n]*\))(?=\s*\{)",  # SECTION("a") {
        rb"\b(?:static|inline|friend|extern|constexpr)[ \t]+(NAME(?:GIVEN)?)(?=[ \t]+KEYWORD)",  # static API constexpr
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
        rb"(?:[)\]]|\b(?:const|override|final|noexcept))[ \t\n]+(NAME\([^()\n]*\))(?=\s*(?:[;={,]|NAME))",  # f() REQUIRES(x);
        rb"\w" + _NOT + rb"[ \t\n]+(NAME\((?!TYPE)[^(),&*\s]+\))(?=\s*[;=,])",  # int x GUARDED_BY(y);
        rb"\)(?:\s*(?:const|override|final))*[ \t\n]+(NAME)(?=\s*(?:[;{]|=\s*(?:default|delete|0)\b))",  # f() NO_RETURN;
        rb"\)[ \t\n]+(\w*NOEXCEPT\w*(?:GIVEN)?)(?=\s*:[^:])",  # C() LIB_NOEXCEPT : x(y)
        rb"^[ \t]*((?:extern[ \t]+)?template[ \t]+(?:class|struct)[ \t\n][^;{}()=]*;)",  # template class C<int>;
        rb"(?<!\bstruct[ \t])(?<!\benum[ \t])(?<!\bunion[ \t])\b(PLAINLY)(?=[ \t\n]+(?:::|~?[A-Za-z_]))",  # friend API C f();
        rb"\bnew[ \t]+(?:const[ \t]+)?[\w:]+(?:<[\w:, ]*>)?[ \t]*(?:const[ \t]*)?(\*+)(?=[ \t]*\[)",  # new T*[n]
        rb"\bnew[ \t]+(const)(?=[ \t])",  # new const T[n]
        rb"^NAME\(([ \t\n]*\"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)(?=\s*\{)",  # TEST_CASE("a", "[b]") {
        rb"^NAME\([ \t]*\w+[ \t]*(,[^;{}\"]*\"[^;{}]*)\)(?=\s*\{)",  # MATCHER(M, "a") {
        rb"(?:[=(]|\breturn)\s*(typename)(?=\s+[\w:<>, ]+[({])",  # = typename T::iterator()
        rb"(->\s*decltype(?=\([^;{}]*,)NESTED)(?=\s*[{;])",  # f() -> decltype(x, y) {
        rb"^(NAME\((?=[^;{}]*?(?:TYPE|,\s*[,)]|\(\s*,))(?:[^(){};]|NESTED)*\)[ \t]*;?)[ \t]*(?=$|//)(?!\s*\{)",  # FLAG(bool, x);
        rb"^[ \t]*(NAME\(\"[^\"\n]*\"\))[ \t]*$(?=\s*\w)",  # API("x"), and on the next line: int f() {
        rb"\bva_arg\([^,();\n]+(,[^()\n;]*)\)",  # a type as an argument
        rb"^[ \t]*(MOCK_\w*METHOD\w*GIVEN;)",  # in a class body
    )
)
_UNNAMED = re.compile(rb"(?<=[\w> ]\*) (?==\s*\w+\s*[,)])")  # f(T* = 0)
_EMPTY = re.compile(rb"=(\s*)\{\}(?=\s*[,)])")  # f(T x = {})
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
# `#if __has_include(<x.h>)`, `#if __has_cpp_attribute(a::b)`
_ASKED = re.compile(rb"(?i:has_(?:include|warning|\w*attribute))\w*\(([^()\n]*)\)")


def prepared(source: bytes) -> bytes:
    text = decided(source)
    _blank_comments(text)
    for match in _ASKED.finditer(bytes(text)):
        blank(text, *match.span(1))
    keywords.spelled(text)
    plain = bytearray(DIRECTIVE.sub(lambda line: b" " * len(line[0]), bytes(text)))
    for rule in _RULES:
        for match in rule.finditer(bytes(plain)):
            for start, end in match.regs[1:]:
                blank(text, start, end)
                blank(plain, start, end)
    return _EMPTY.sub(rb"=\g<1>0 ", _UNNAMED.sub(b"_", bytes(text)))


def _blank_comments(text: bytearray) -> None:
    """Blanks comments in multi-line directives: for the grammar, a directive ends at its first comment."""
    for line in DIRECTIVE.finditer(bytes(text)):
        if b"\\\n" in line[0]:
            for comment in _COMMENT.finditer(line[0]):
                blank(text, line.start() + comment.start(), line.start() + comment.end())
