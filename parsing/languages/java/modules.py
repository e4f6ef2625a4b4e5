"""Which package or type a Java import names, a file's module name, and which names it shares with its package."""

from parsing.language import Interface, Shared
from parsing.linking import packages
from parsing.linking.reads import Reads
from parsing.linking.values import Value

_TYPES = frozenset({"class", "interface", "enum"})


def namespace(_: str, clause: str) -> str:
    """A package; its files may lie under different source roots."""
    return f"jvm {clause}"


def shares(path: str, interface: Interface) -> Shared:
    """The top-level types of the file."""
    names = {name: name for name, item in interface.items() if item.kind in _TYPES and "." not in name}
    return {namespace(path, interface[""].declared): names}


def module_name(path: str, reads: Reads) -> str:
    """The name of the package, or the file name in the default package."""
    item = reads.item(path, "")
    return (item.declared if item is not None else "") or path.rpartition("/")[2].partition(".")[0]


def resolve(_: str, spec: str, reads: Reads) -> Value | None:
    return packages.imported("jvm", spec, reads)
