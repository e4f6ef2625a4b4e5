"""The rules of one tree, and which of its verdicts differ from another tree's."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from pathspec import GitIgnoreSpec

from graph import paths
from graph.changes import GITLINK, SYMLINK, Entry
from parsing.skipping.attributes import Attributes

RULE_BYTES = 1 << 20  # a larger rule file is ignored
VERSION = 2  # raise it when a verdict changes for an equal tree: every graph is decided again
ATTRIBUTES, IGNORE = RULE_FILES = (".gitattributes", ".aetherignore")
_MODES = {SYMLINK: "symlink", GITLINK: "submodule"}
_VENDORED = frozenset({
    "node_modules", "bower_components", "jspm_packages", "site-packages", "vendor", "third_party", "third-party", "thirdparty",
})  # fmt: skip
_GENERATED = ("_pb2.py", "_pb2.pyi", "_pb2_grpc.py", "_pb2_grpc.pyi", ".pb.go", ".pb.cc", ".pb.h", ".g.dart")
# The output of bundlers, which some repositories commit: GitHub actions, packages for browsers.
_BUILT, _BUNDLES = "dist", (".js", ".mjs", ".cjs")
_MINIFIED = (".min.js", ".min.css", ".min.mjs")


class Rules:
    """`files`: path -> content of the tree's rule files; at least those in directories above the paths in question."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def verdict(self, path: str, mode: int) -> str:
        """The rule that leaves a path out regardless of its content, '' for none."""
        if mode in _MODES:
            return _MODES[mode]
        ignored = self._ignored(path)
        if ignored is not None:
            return "ignored" if ignored else ""
        for rule, by_name in (("vendored", _is_vendored), ("generated", _is_generated)):
            told = self._told(path, rule)
            if by_name(path) if told is None else told:
                return rule
        return "minified" if path.endswith(_MINIFIED) else ""

    @cached_property
    def _attributes(self) -> dict[str, Attributes]:
        return {path: Attributes(content) for path, content in self._files.items() if _name(path) == ATTRIBUTES}

    @cached_property
    def _ignores(self) -> dict[str, GitIgnoreSpec]:
        return {path: _spec(content) for path, content in self._files.items() if _name(path) == IGNORE}

    def _told(self, path: str, rule: str) -> bool | None:
        """The verdict of the nearest `.gitattributes` that mentions the rule for the path; None if none does."""
        for directory in paths.parents(path) if self._attributes else ():
            file = self._attributes.get(_join(directory, ATTRIBUTES))
            told = file.told(_below(path, directory), rule) if file else None
            if told is not None:
                return told
        return None

    def _ignored(self, path: str) -> bool | None:
        for directory in paths.parents(path) if self._ignores else ():
            spec = self._ignores.get(_join(directory, IGNORE))
            told = spec.check_file(_below(path, directory)).include if spec else None
            if told is not None:
                return told
        return None


def is_rule_file(path: str) -> bool:
    return _name(path) in RULE_FILES


def rule_paths(asked: Iterable[str]) -> set[str]:
    """Every path where a rule file that applies to these paths may be."""
    directories = {directory for path in asked for directory in paths.parents(path)}
    return {_join(directory, name) for directory in directories for name in RULE_FILES}


def rule_files(entries: Mapping[str, Entry]) -> dict[str, str]:
    """Path -> blob of the rule files among these; as in git, a symbolic link is none."""
    return {
        path: entry.blob
        for path, entry in entries.items()
        if is_rule_file(path) and entry.mode not in {0, SYMLINK, GITLINK}
    }


def beneath(changed: Iterable[str], path: str) -> bool:
    """Whether one of these rule files can apply to the path."""
    return any(path.startswith(file[: -len(_name(file))]) for file in changed)


def redecided(before: Rules, after: Rules, files: Mapping[str, int]) -> list[str]:
    """Those of these files (path -> mode) whose verdict differs between the two sets of rules."""
    return [path for path, mode in files.items() if before.verdict(path, mode) != after.verdict(path, mode)]


def _spec(content: bytes) -> GitIgnoreSpec:
    lines = content.decode("utf-8", "surrogateescape").splitlines()
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _is_vendored(path: str) -> bool:
    return not _VENDORED.isdisjoint(path.split("/")[:-1])


def _is_generated(path: str) -> bool:
    return path.endswith(_GENERATED) or (path.endswith(_BUNDLES) and _BUILT in path.split("/")[:-1])


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name


def _below(path: str, directory: str) -> str:
    return path[len(directory) + 1 :] if directory else path
