"""Which file `require` loads."""

from posixpath import join

from graph.paths import parents
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module

GIVEN = "return"  # the item for a file's return value, which `require` returns
_ROOTS = ("", "lua", "src", "lib")  # below the importer's directory and those above it
_ENDINGS = (".lua", "/init.lua")
BUILTINS = frozenset(
    (  # noqa: SIM905
        "assert collectgarbage dofile error getmetatable ipairs load loadfile loadstring next pairs pcall print rawequal rawget "
        "rawlen rawset require select setfenv setmetatable tonumber tostring type unpack xpcall string table math io os "
        "coroutine debug utf8 package bit32 jit _G _ENV _VERSION arg"
    ).split()
)


def module_name(path: str, _: Reads) -> str:
    """The name by which `require` loads the file, relative to a source root."""
    stem = path.removesuffix(".lua").removesuffix("/init")
    root = next((root for root in _ROOTS[1:] if stem.startswith(f"{root}/")), "")
    return stem.removeprefix(f"{root}/").replace("/", ".")


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    path = spec.replace(".", "/")
    stems = list(dict.fromkeys(join(each, root, path) for each in parents(importer) for root in _ROOTS))
    found = next((each for each in reads.modules(stems, _ENDINGS) if each and each.endswith(".lua")), "")
    return module(found) if found else external(spec)
