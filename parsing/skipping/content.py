"""Rules about the content of a blob. No rule file overrides them, because facts are cached by blob."""

import re

SNIFFED = 8000  # first bytes, in which a NUL makes a file binary, as in git
LFS = b"version https://git-lfs"
HEAD = 2000  # first bytes, in which a file may declare that it is generated
LONG, ENOUGH = 1000, 5000  # a minified file has more bytes per line on average, and more bytes in all

_GENERATED = re.compile(
    rb"""^[ \t]*(?:\#|//|/\*|\*|--|;|<!--)  # a comment
    (?: .*@generated\b
      | [ \t]*Code[ ]generated[ ].*DO[ ]NOT[ ]EDIT
      | .*Generated[ ]by[ ]the[ ]protocol[ ]buffer[ ]compiler\.[ ]+DO[ ]NOT[ ]EDIT )""",
    re.MULTILINE | re.VERBOSE,
)


def of_content(source: bytes | None) -> str:
    """The rule that leaves this blob out, '' for none. `source` is None if it exceeds the limit and was not read."""
    if source is None:
        return "too_large"
    if b"\0" in source[:SNIFFED]:
        return "binary"
    if source.startswith(LFS):
        return "lfs_pointer"
    # A file that begins with a brace is data, not minified code: a notebook holds each picture on one long line.
    if source[:1] != b"{" and len(source) > ENOUGH and len(source) > LONG * (source.count(b"\n") + 1):
        return "minified"
    return "generated" if _GENERATED.search(source[:HEAD]) else ""
