"""What a blob itself says: rules that no file of rules takes back, because facts are kept by blob."""

import re

SNIFFED = 8000  # bytes in which a NUL makes a file binary, as git has it
LFS = b"version https://git-lfs"
HEAD = 2000  # bytes at the top in which a file says that it is generated
LONG, ENOUGH = 1000, 5000  # bytes a line on the average, and of the whole, from which a file is minified

_GENERATED = re.compile(
    rb"""^[ \t]*(?:\#|//|/\*|\*|--|;|<!--)  # a comment
    (?: .*@generated\b
      | [ \t]*Code[ ]generated[ ].*DO[ ]NOT[ ]EDIT
      | .*Generated[ ]by[ ]the[ ]protocol[ ]buffer[ ]compiler\.[ ]+DO[ ]NOT[ ]EDIT )""",
    re.MULTILINE | re.VERBOSE,
)


def of_content(source: bytes | None) -> str:
    """The rule that leaves this blob out, '' for none. None: it is larger than the limit, and was not read."""
    if source is None:
        return "too_large"
    if b"\0" in source[:SNIFFED]:
        return "binary"
    if source.startswith(LFS):
        return "lfs_pointer"
    # What begins with a brace is data: a notebook holds pictures in lines of their own.
    if source[:1] != b"{" and len(source) > ENOUGH and len(source) > LONG * (source.count(b"\n") + 1):
        return "minified"
    return "generated" if _GENERATED.search(source[:HEAD]) else ""
