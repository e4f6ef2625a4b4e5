"""Which file a JavaScript or TypeScript import resolves to: relative paths, path aliases, packages of the workspace."""

from collections.abc import Iterator, Sequence
from posixpath import join, normpath

from graph.paths import directory_of, parents, sibling
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module, namespace
from parsing.manifests.javascript import PACKAGES

_TYPED = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".d.mts", ".d.cts")
_PLAIN = (".js", ".jsx", ".mjs", ".cjs")
SUFFIXES = (*_TYPED, *_PLAIN)
_READ = (*SUFFIXES, ".vue")  # a component is imported with its extension only
_ENDINGS = ("", *SUFFIXES, *(f"/index{suffix}" for suffix in SUFFIXES))
_SWAPPED = {".js": (".ts", ".tsx", ".d.ts", ".js", ".jsx"), ".jsx": (".tsx", ".jsx"), ".mjs": (".mts", ".d.mts", ".mjs"), ".cjs": (".cts", ".d.cts", ".cjs")}  # fmt: skip
_BUILT = ("dist", "build", "lib", "out", "es", "esm", "cjs", "types")
_SOURCES = ("src", "lib", "source", "")
_DEEPEST = 6  # length of a chain of configurations that extend each other
_ENTRY = "index"


def module_name(path: str, _: Reads) -> str:
    """The path without its extension."""
    ending = next((each for each in sorted(_READ, key=len, reverse=True) if path.endswith(each)), "")
    return path.removesuffix(ending)


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The module that `spec` names; an external one if the repository has none; None if it is missing here."""
    spec = spec.partition("?")[0]
    if spec.startswith((".", "/")):
        return _relative(importer, spec, reads)
    for found in _candidates(importer, spec, reads):
        path = file_of(found, reads, importer)
        if path:
            return module(path)
    return external(spec)


def importing(path: str) -> str:
    """All that resolution takes from the importer: its directory, and whether it prefers files without types."""
    return f"{sibling(path)}{_PLAIN[0] if path.endswith(_PLAIN) else _TYPED[0]}"


def file_of(stem: str, reads: Reads, importer: str = "") -> str:
    """The file for a path without an extension, or with that of its compiled form; '' if there is none."""
    stem = normpath(stem)
    if stem.startswith("../") or stem == "..":
        return ""
    ending = next((each for each in _SWAPPED if stem.endswith(each)), "")
    if ending:
        bare, order = stem.removesuffix(ending), _SWAPPED[ending]
        if importer.endswith(_PLAIN):
            order = (ending, *(each for each in order if each != ending))
        found = reads.modules([bare], order)[0]
        if found is not None and found != bare:
            return found
    stem = "" if stem == "." else stem
    found = reads.modules([stem], _ENDINGS)[0] if stem else reads.modules([_ENTRY], SUFFIXES)[0]
    return found if found is not None and found.endswith(_READ) else ""


def _relative(importer: str, spec: str, reads: Reads) -> Value | None:
    stem = normpath(join(directory_of(importer), spec)) if spec.startswith(".") else spec.lstrip("/")
    path = file_of(stem, reads, importer)
    if not path or path.startswith(f"{stem}/") or stem in {".", ""}:
        path = _of_directory("" if stem == "." else stem, reads) or path
    if path:
        return module(path)
    return namespace(stem) if reads.exists(stem) else None  # a file that is not code


def _of_directory(directory: str, reads: Reads) -> str:
    """The entry point that package.json names for a directory imported by its path; '' if there is none."""
    targets = _main(directory, join(directory, "package.json"), reads)
    return next(filter(None, (file_of(each, reads) for each in targets)), "")


def _candidates(importer: str, spec: str, reads: Reads) -> Iterator[str]:
    if spec.startswith("#"):
        yield from _internal(importer, spec, reads)
    yield from _aliases(importer, spec, reads)
    yield from _package(importer, spec, reads)


def _aliases(importer: str, spec: str, reads: Reads) -> Iterator[str]:
    """`paths` and `baseUrl` of the nearest configuration, of those it extends and of those it references."""
    for name in ("tsconfig.json", "jsconfig.json"):
        nearest = reads.nearest(importer, name)
        if nearest:
            yield from _configured(nearest, spec, reads, 0)


def _configured(config: str, spec: str, reads: Reads, depth: int) -> Iterator[str]:
    if depth > _DEEPEST or reads.item(config, "") is None:
        return
    base = next(iter(_values(config, "baseUrl", reads)), "")
    root = join(directory_of(config), base)
    for written in _values(config, "paths", reads):
        pattern, _, target = written.partition("\t")
        matched = _matched(pattern, spec)
        if matched is not None:
            yield join(root, target.replace("*", matched, 1))
    if base:
        yield join(root, spec)
    for other in (*_values(config, "extends", reads), *_values(config, "references", reads)):
        yield from _configured(_config_file(config, other, reads), spec, reads, depth + 1)


def _config_file(config: str, written: str, reads: Reads) -> str:
    if not written.startswith("."):
        return next((path for path in _installed(written, config, reads) if reads.item(path, "") is not None), "")
    stem = normpath(join(directory_of(config), written))
    candidates = (stem, f"{stem}.json", f"{stem}/tsconfig.json")
    return next((each for each in candidates if reads.item(each, "") is not None), "")


def _installed(written: str, config: str, reads: Reads) -> Iterator[str]:
    """A configuration published by a package of the workspace."""
    name, below = _split(written)
    for manifest in _manifests(name, config, reads):
        yield join(directory_of(manifest), below or "tsconfig.json")
        yield join(directory_of(manifest), f"{below}.json")


def _internal(importer: str, spec: str, reads: Reads) -> Iterator[str]:
    """`#name`: looked up under `imports` in the nearest package.json."""
    manifest = reads.nearest(importer, "package.json")
    if manifest:
        yield from _entries(manifest, "imports", spec, reads)


def _package(importer: str, spec: str, reads: Reads) -> Iterator[str]:
    """Candidate paths in the package of this repository that has the name."""
    name, below = _split(spec)
    for manifest in _manifests(name, importer, reads):
        root = directory_of(manifest)
        yield from _entries(manifest, "exports", f"./{below}" if below else ".", reads)
        if below:
            yield from (join(root, each, below) for each in ("", *_SOURCES[:-1]))
            continue
        yield from _main(root, manifest, reads)
        yield from (join(root, each, _ENTRY) for each in _SOURCES)


def _main(root: str, manifest: str, reads: Reads) -> Iterator[str]:
    for target in _values(manifest, "main", reads):
        yield from _built_from(root, target)


def _split(spec: str) -> tuple[str, str]:
    """`@scope/name/a/b` -> (`@scope/name`, `a/b`)."""
    parts = spec.split("/")
    count = 2 if spec.startswith("@") else 1
    return "/".join(parts[:count]), "/".join(parts[count:])


def _manifests(name: str, importer: str, reads: Reads) -> list[str]:
    """The package.json files with this name, sorted by how much of their path they share with the importer."""
    above = parents(importer)
    found = [place.path for place in reads.named(PACKAGES, name)]
    return sorted(found, key=lambda path: (-_shared(directory_of(path), above), path))


def _shared(directory: str, above: Sequence[str]) -> int:
    return max((len(each) for each in parents(f"{directory}/x") if each in above), default=0)


def _entries(manifest: str, table: str, spec: str, reads: Reads) -> Iterator[str]:
    root = directory_of(manifest)
    for written in _values(manifest, table, reads):
        pattern, _, target = written.partition("\t")
        matched = _matched(pattern, spec)
        if matched is not None:
            yield from _built_from(root, target.replace("*", matched))


def _built_from(root: str, target: str) -> Iterator[str]:
    """The file itself, and the sources that it may be built from: `src/a.ts` for `dist/a.js`."""
    yield join(root, target)
    parts = normpath(target).split("/")
    stem = _bare(parts[-1])
    for cut in range(1, len(parts)):
        if parts[cut - 1] in _BUILT:
            for source in _SOURCES:
                yield join(root, source, *parts[cut:-1], stem)


def _bare(name: str) -> str:
    ending = next((each for each in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(each)), "")
    return name.removesuffix(ending)


def _matched(pattern: str, spec: str) -> str | None:
    """What `*` stands for; '' for an equal pattern without one; None if the pattern does not match."""
    before, star, after = pattern.partition("*")
    if not star:
        return "" if pattern == spec else None
    fits = spec.startswith(before) and spec.endswith(after) and len(spec) >= len(before) + len(after)
    return spec[len(before) : len(spec) - len(after)] if fits else None


def _values(path: str, name: str, reads: Reads) -> tuple[str, ...]:
    item = reads.item(path, name)
    return item.values if item is not None else ()
