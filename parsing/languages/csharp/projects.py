"""Which projects' types a file sees: its own project's and those of projects it references."""

import posixpath
from collections.abc import Sequence

from graph.paths import directory_of, parents
from parsing.linking.namespaces import Place
from parsing.linking.reads import Reads
from parsing.manifests.dotnet import PROJECT, PROJECTS, USINGS


def meant(path: str, places: Sequence[Place], reads: Reads) -> Sequence[Place]:
    """The places in the file's own project; failing that, in the projects it references; failing that, all."""
    own = _holding(path, reads)
    if not own:
        return places
    by = [(place, _holding(place.path, reads)) for place in places]
    here = [place for place, project in by if project == own]
    return here or [place for place, project in by if project in _reached(own, reads)] or places


def used(path: str, reads: Reads) -> Sequence[str]:
    """The namespaces that the project file imports into every file."""
    own = _holding(path, reads)
    item = reads.item(own, USINGS) if own else None
    return item.values if item is not None else ()


def _holding(path: str, reads: Reads) -> str:
    """The nearest project file above the file; '' if there is none."""
    directory = directory_of(path)

    def found() -> list[str]:
        above = {directory, *parents(path)}
        holding = (place.path for place in reads.named(PROJECTS, PROJECT) if directory_of(place.path) in above)
        return [max(holding, key=lambda each: directory_of(each).count("/") + bool(directory_of(each)), default="")]

    return next(iter(reads.once(f"csharp project of {directory}", found)))


def _reached(own: str, reads: Reads) -> frozenset[str]:
    return reads.once(f"csharp {own}", lambda: _referred(own, reads))


def _referred(own: str, reads: Reads) -> list[str]:
    """The project itself and its transitive references."""
    found, waiting = list[str](), [own]
    while waiting:
        each = waiting.pop()
        item = reads.item(each, PROJECT)
        if item is not None and each not in found:
            found.append(each)
            waiting += [posixpath.normpath(f"{directory_of(each)}/{told}".lstrip("/")) for told in item.values]
    return found
