"""The nodes that contain files: the project, packages and folders."""

from graph.identity import node_id
from graph.kinds import NodeKind
from graph.model import Node
from parsing.languages import PACKAGE_MARKERS
from parsing.linking.namespaces import package_namespace
from parsing.linking.reads import Reads


def kind_of(directory: str, reads: Reads) -> NodeKind:
    if not directory:
        return NodeKind.PROJECT
    return NodeKind.PACKAGE if _marked(directory, reads) or _shared(directory, reads) else NodeKind.FOLDER


def directory_id(directory: str, reads: Reads) -> int:
    return node_id(directory, kind_of(directory, reads), "")


def directory_node(directory: str, reads: Reads) -> Node:
    """The project is named '.'. A package's qualified name is its dotted name in the language, a folder's its path."""
    kind = kind_of(directory, reads)
    name = directory.rpartition("/")[2] or "."
    qualified = _package_name(directory, reads) or directory or "."
    return Node(node_id(directory, kind, ""), kind, name, qualified, directory, "", 0, 0, 0, {})


def _marked(directory: str, reads: Reads) -> bool:
    return any(reads.exists(f"{directory}/{marker}") for marker in PACKAGE_MARKERS)


def _shared(directory: str, reads: Reads) -> bool:
    """Whether it contains files that share names."""
    return bool(reads.directories(package_namespace(directory)))


def _package_name(directory: str, reads: Reads) -> str:
    parts: list[str] = []
    while directory and _marked(directory, reads):
        directory, _, name = directory.rpartition("/")
        parts.append(name)
    return ".".join(reversed(parts))
