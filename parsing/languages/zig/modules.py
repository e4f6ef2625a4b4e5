"""Which file a Zig `@import` resolves to: a path, the file itself, or a module that the build names after its root."""

from posixpath import join, normpath

from graph.paths import directory_of
from parsing.languages.zig.values import THIS
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module

_SUFFIX = ".zig"


def module_name(path: str, _: Reads) -> str:
    """The path without its extension."""
    return path.removesuffix(_SUFFIX)


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The imported file; None if it is missing from the repository."""
    if spec == THIS:
        return module(importer)
    if spec.endswith(_SUFFIX):
        return _file(normpath(join(directory_of(importer), spec)), reads)
    build = reads.nearest(importer, "build.zig")
    places = [join(directory_of(build), each, f"{spec}{_SUFFIX}") for each in ("src", "")] if build else []
    return next((found for each in places if (found := _file(each, reads))), external(spec))


def _file(path: str, reads: Reads) -> Value | None:
    found = reads.modules([path], ("",))[0] if not path.startswith("../") else None
    return module(path) if found == path else None
