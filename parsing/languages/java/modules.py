"""Which package or type a Java import means, what a file is called, and which names it shares with its package."""

from parsing.language import Interface, Shared
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, package

_TYPES = frozenset({"class", "interface", "enum"})


def namespace(_: str, clause: str) -> str:
    """A package, whichever source root its files lie under."""
    return f"jvm {clause}"


def shares(path: str, interface: Interface) -> Shared:
    """The types at the top of the file."""
    names = {name: name for name, item in interface.items() if item.kind in _TYPES and "." not in name}
    return {namespace(path, interface[""].declared): names}


def module_name(path: str, reads: Reads) -> str:
    """The package."""
    item = reads.item(path, "")
    return (item.declared if item is not None else "") or path.rpartition("/")[2].partition(".")[0]


def resolve(_: str, spec: str, reads: Reads) -> Value | None:
    """A package, or the type of which members are imported; an external one where the repository holds neither."""
    parts = spec.split(".")
    for end in range(len(parts), 0, -1):
        clause = f"jvm {'.'.join(parts[:end])}"
        if end == len(parts):
            if reads.directories(clause):
                return package(clause)
        elif places := reads.named(clause, parts[end]):
            return Value("class", places[0].path, ".".join([places[0].qualname, *parts[end + 1 :]]))
    return external(spec)
