"""Source the grammar cannot parse, rewritten to something it can, byte for byte the same length."""

import re

from parsing.languages.javascript import prepared as javascript

# `interface A<in out T>`, type parameters on one line or on a line each
_VARIANCE = re.compile(
    rb"([<,][ \t]*|^[ \t]*)\b(in[ ]+out|in|out)(?=[ \t]+[A-Z]\w*[ \t]*(?:extends\b|[=,>]))", re.MULTILINE
)
# `export type * from "x"`
_TYPES = re.compile(rb"^([ \t]*export[ \t]+)type(?=[ \t]+\*)", re.MULTILINE)
# `f<typeof import("x")>()`
_MODULE = re.compile(rb"(?<=<)typeof\s+import\([^()\n]*\)(?=>)")
# `import("x").T<U>`; without type arguments the grammar parses it
_GENERIC = re.compile(rb"\bimport\([ \t]*[\"'][^\"'\n]*[\"'][ \t]*\)\.(?=[\w.]+<)")
# `m(): T` and on the next line, or after comments, `<U>(): V`, with no semicolon between them
_SIGNATURE = re.compile(
    rb"(?<=[\w>\])}])(?<!=>)(\n\s*(?:(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*\n)\s*){0,8})[ \t]"
    rb"(?=<[A-Z][^\n]*?>\(|<[A-Z]\w*>\(|<\n)"
)


def prepared(source: bytes) -> bytes:
    source = _VARIANCE.sub(lambda found: found[1] + b" " * len(found[2]), source)
    source = _MODULE.sub(lambda found: b"unknown".ljust(len(found[0])), source)
    source = _GENERIC.sub(lambda found: b" " * len(found[0]), source)
    source = javascript.prepared(_TYPES.sub(rb"\1    ", source))
    return _SIGNATURE.sub(rb"\1;", source)
