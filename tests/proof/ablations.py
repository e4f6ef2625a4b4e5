"""What linking would be without one class of keys. Each must show in the mutations that are named with it, or they prove
nothing about that class.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from parsing import skipping
from parsing.linking import namespaces, relink, snapshot
from parsing.linking.notes import Common, Note
from parsing.linking.reads import Reads
from parsing.skipping import Rules
from tests.proof.mutations import (
    GENERATORS,
    Generator,
    adds_a_definition,
    adds_a_file_without_an_ending,
    adds_a_method,
    changes_a_base,
    changes_what_is_returned,
    imports_a_star,
    shadows_a_module,
)

Patch = pytest.MonkeyPatch


class Ablation(NamedTuple):
    among: tuple[Generator, ...]  # mutations that must notice
    remove: Callable[[Patch], None]


@contextmanager
def ablated(name: str) -> Iterator[tuple[Generator, ...]]:
    """Inside, the class of keys is not there; the mutations that must notice."""
    with pytest.MonkeyPatch.context() as patch:
        ABLATIONS[name].remove(patch)
        yield ABLATIONS[name].among


def _changed(which: Callable[[Mapping[str, Any], Mapping[str, Any], str], bool]) -> Callable[[Patch], None]:
    """Of the names whose item changed, only these count."""

    def keys(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> set[int]:
        differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        return {snapshot.item_key(path, name) for name in differing if which(before, after, name)}

    return lambda patch: patch.setattr(snapshot, "item_keys", keys)


def _forgotten(name: str, module: object = snapshot) -> Callable[[Patch], None]:
    """On the side of what changed; what was asked keeps its keys."""
    return lambda patch: patch.setattr(module, name, lambda *_: 0)


def _unasked(question: str, key: Callable[..., int], answer: bool) -> Callable[[Patch], None]:
    """Questions that were answered so leave no key in the trace."""
    ask = getattr(Reads, question)

    def asked(reads: Reads, *about: str) -> Any:
        found = ask(reads, *about)
        if bool(found) == answer:
            reads.keys.discard(key(*about[:2]))  # what more is asked filters the answer
        return found

    return lambda patch: _asked_by_each(patch, question, asked)


def _asked_by_each(patch: Patch, question: str, asked: Callable[..., Any]) -> None:
    """Nothing is taken over from another file: with it would come the questions that are to be missing."""
    patch.setattr(Reads, question, asked)
    patch.setattr(Reads, "takes_over", False)
    patch.setattr(Reads, "common", lambda *_: Common())


def _taken_over_unasked(patch: Patch) -> None:
    """Of what is taken over from another file the questions about names are left out."""
    seal = Note.seal
    patch.setattr(Note, "seal", lambda note, _, files: seal(note, (), files))


def _unasked_modules(answer: bool) -> Callable[[Patch], None]:
    ask = Reads.modules

    def asked(reads: Reads, stems: Any, endings: Any) -> list[str | None]:
        found = ask(reads, stems, endings)
        for stem, path in zip(stems, found, strict=True):
            if (path is not None) == answer:
                reads.keys.discard(snapshot.stem_key(stem))
        return found

    return lambda patch: _asked_by_each(patch, "modules", asked)


def _existence(kept: Callable[[str], set[int]]) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(snapshot, "existence_keys", kept)


def _only_itself(path: str) -> set[int]:
    return {snapshot.path_key(path), snapshot.stem_key(path)}


def _without_its_directory(path: str) -> set[int]:
    return FULL_EXISTENCE(path) - {snapshot.stem_key(path.rpartition("/")[0])}


def _without_itself_as_module(path: str) -> set[int]:
    return FULL_EXISTENCE(path) - {snapshot.stem_key(path)}


def _no_dependents(patch: Patch) -> None:
    patch.setattr(relink, "affected", lambda *_: ())


def _no_dependent_directories(patch: Patch) -> None:
    affected = relink.affected
    patch.setattr(
        relink, "affected", lambda *about: tuple(path for path in affected(*about) if "." in path.rpartition("/")[2])
    )


ITEM, PATH, MODULE, RULE, SHARED = (GENERATORS[kind] for kind in ("item", "path", "module", "rule", "shared"))


def _taken_back(patch: Patch) -> None:
    """Files that come back are not looked at."""
    redecided = skipping.redecided

    def only_left_out(before: Rules, after: Rules, files: Mapping[str, int]) -> list[str]:
        return [path for path in redecided(before, after, files) if after.verdict(path, files[path])]

    patch.setattr(skipping, "redecided", only_left_out)


FULL_EXISTENCE = snapshot.existence_keys
ABLATIONS: Mapping[str, Ablation] = {
    "no dependents at all": Ablation(ITEM, _no_dependents),
    "no dependent directories": Ablation(PATH, _no_dependent_directories),
    "I: all": Ablation(ITEM, _forgotten("item_key")),
    "I: changed": Ablation(
        (changes_a_base, changes_what_is_returned, imports_a_star),
        _changed(lambda before, after, name: name not in before or name not in after),
    ),
    "I: added": Ablation((adds_a_definition, adds_a_method), _changed(lambda before, _, name: name in before)),
    "I: removed": Ablation(ITEM, _changed(lambda _, after, name: name in after)),
    "I: asked in vain": Ablation((adds_a_definition, adds_a_method), _unasked("item", snapshot.item_key, answer=False)),
    "I: answered": Ablation(ITEM, _unasked("item", snapshot.item_key, answer=True)),
    "I: of what is taken over": Ablation(ITEM, _taken_over_unasked),
    "P: all": Ablation(PATH, _forgotten("path_key")),
    "P: asked in vain": Ablation(PATH, _unasked("exists", snapshot.path_key, answer=False)),
    "P: answered": Ablation(PATH, _unasked("exists", snapshot.path_key, answer=True)),
    "M: all": Ablation(MODULE, _forgotten("stem_key")),
    "M: asked in vain": Ablation(MODULE, _unasked_modules(answer=False)),
    "M: answered": Ablation(MODULE, _unasked_modules(answer=True)),
    "M: of a name without its ending": Ablation(MODULE, _existence(_only_itself)),
    "M: of the directory of a file": Ablation((shadows_a_module,), _existence(_without_its_directory)),
    "S: all": Ablation(SHARED, _forgotten("name_key", namespaces)),
    "S: asked in vain": Ablation(SHARED, _unasked("named", namespaces.name_key, answer=False)),
    "S: answered": Ablation(SHARED, _unasked("named", namespaces.name_key, answer=True)),
    "D: all": Ablation(SHARED, _forgotten("directories_key", namespaces)),
    "D: asked in vain": Ablation(SHARED, _unasked("directories", namespaces.directories_key, answer=False)),
    "D: answered": Ablation(SHARED, _unasked("directories", namespaces.directories_key, answer=True)),
    "rules: of the tree": Ablation(RULE, lambda patch: patch.setattr(skipping, "redecided", lambda *_: [])),
    "rules: taken back": Ablation(RULE, _taken_back),
    "M: of a directory itself": Ablation((adds_a_file_without_an_ending,), _existence(_without_itself_as_module)),
}
