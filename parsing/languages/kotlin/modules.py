"""Which names a Kotlin file shares with its package, and which platform it is for."""

import re

from parsing.language import Interface, Shared
from parsing.languages.java import modules

_SOURCES = re.compile(r"(?:^|/)src/([a-z]\w*?)(?:Main|Test)/")
# JetBrains' own layout: `jvm/src`
_PLATFORMS = "common|jvm|js|web|wasm|wasmJs|wasmWasi|native|posix|nix|darwin|linux|mingw|windows|android|ios|desktop"
_PLAIN = re.compile(rf"(?:^|/)({_PLATFORMS})/(?:src|test)/")
_SHARED = frozenset({"class", "interface", "enum", "function", "variable", "constant", "type_alias"})


def shares(path: str, interface: Interface) -> Shared:
    """The top-level declarations that are not private."""
    names = {
        name: name
        for name, item in interface.items()
        if item.kind in _SHARED and name.isidentifier() and "private" not in item.flags
    }
    return {modules.namespace(path, interface[""].declared): names}


def variant(path: str, _: Interface) -> str:
    """The platform of a source set (`src/jvmMain/kotlin`, `jvm/src`); '' for common code."""
    found = _SOURCES.search(path) or _PLAIN.search(path)
    return found[1] if found is not None and found[1] != "common" else ""
