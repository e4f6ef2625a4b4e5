"""Source the grammar cannot parse, rewritten to something it can, byte for byte the same length."""

import re

# `<a href="?x&y=1">`, where the grammar takes `&y` for an entity and looks for its end; not `"=" && a === "b"`
_ATTRIBUTE = re.compile(rb"(?<=[\w-])=\"[^\"\n]*&[^\"\n]*\"(?=[\s/>])")
# `export { a as const }`, `import { if as b }`: an exported name may be a reserved word
_LISTED = re.compile(rb"\b(?:export|import)\s*(?:[\w$]+\s*,\s*)?\{[^{}]*\}")
_RESERVED = re.compile(
    rb"\b(?:await|break|case|catch|class|const|continue|debugger|delete|do|else|enum|export|extends|false|finally|for|function|if"
    rb"|import|in|instanceof|let|new|null|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)"
    rb"(?=\s*(?:[,}]|as\b))"
)


def prepared(source: bytes) -> bytes:
    source = _ATTRIBUTE.sub(lambda found: found[0].replace(b"&", b"_"), source)
    return _LISTED.sub(_as_names, source)


def _as_names(listed: re.Match[bytes]) -> bytes:
    return _RESERVED.sub(lambda word: b"_" + word[0][1:], listed[0])
