"""A path inside a repository is bytes in git and text everywhere else; this converts between the two without loss."""

import re

_UNSAFE = re.compile(r"[\\\x00-\x1f\x7f\udc80-\udcff]")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|(\\))")


def show(path: bytes) -> str:
    r"""The text form: UTF-8 as it is; other bytes and control characters as `\xNN`, a backslash doubled."""
    return _UNSAFE.sub(_escape, path.decode("utf-8", "surrogateescape"))


def raw(path: str) -> bytes:
    """The inverse of `show`."""
    return _ESCAPE.sub(_unescape, path).encode("utf-8", "surrogateescape")


def parents(path: str) -> list[str]:
    """Every directory above a path, nearest first, ending in '' (the root)."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(len(parts), -1, -1)] if path else []


def directory_of(path: str) -> str:
    return path.rpartition("/")[0]


def sibling(path: str) -> str:
    """A placeholder for any file in the same directory."""
    return f"{path[: path.rfind('/') + 1]}*"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return "\\\\" if character == "\\" else f"\\x{ord(character) & 0xFF:02x}"


def _unescape(match: re.Match[str]) -> str:
    if match.group(2):
        return "\\"
    value = int(match.group(1), 16)
    return chr(value if value < 0x80 else 0xDC00 + value)  # noqa: PLR2004 (ASCII ends there)
