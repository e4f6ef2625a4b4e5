"""`rustc +nightly --crate-type lib src/lib.rs -Zunpretty=thir-tree | python -m benchmarks.rustc ROOT EXPORT`: Rust's calls
as the compiler resolves them, compared with an export's, by function of the caller and of the callee.

ROOT is the repository; the compiler runs in it, or in the crate's directory with `--below`. Compared are the calls that the
crate's own compiled functions write: neither what macros and derives expand to, nor operators. A call of a trait's method on a
type of the crate is that type's method where the crate has exactly one of its name; where it has several it is not judged.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import tree_sitter_rust
from tree_sitter import Language, Node, Parser

_BODY = re.compile(r"DefId\(0:\d+ ~ (\S+)\):$")
_CALLEE = re.compile(r"ty: FnDef\(DefId\((\d+):\d+ ~ ([^)]*)\), \[(.*)\]\)$")
_SPAN = re.compile(r"span: (\S+?):(\d+):(\d+): (\d+):(\d+) \(#(\d+)\)$")
_PARAMETER = re.compile(r"ty: (.*)$")
_CLOSURE = re.compile(r"::\{closure#\d+\}")
_GENERIC = re.compile(r"<.*>|&'\{erased\} (?:mut )?|&(?:mut )?|^mut ")
Place = tuple[str, int]


class Body(NamedTuple):
    name: str  # the compiler's path without closures
    at: tuple[str, int, int]
    this: str  # type of the first parameter


class Call(NamedTuple):
    caller: str
    callee: str
    is_local: bool
    given: str  # type arguments, with Self first
    written: bool


@click.command(help=__doc__)
@click.argument("root", type=click.Path(exists=True, path_type=Path))
@click.argument("export", type=click.Path(exists=True, path_type=Path))
@click.option("--below", default="", help="Directory of the crate in ROOT.")
@click.option("--show", default=0, help="Pairs of each kind.")
def main(root: Path, export: Path, below: str, show: int) -> None:
    bodies, calls = read(sys.stdin)
    places = Places(root, below)
    at = {body.name: where for body in bodies if (where := places.around(body.at))}
    truth, unknown = judged(bodies, calls, at, places)
    found = {pair: how for pair, how in exported(export) if pair[0] in set(at.values())}
    right = truth & found.keys()
    wrong = {pair for pair in found.keys() - truth if (pair[0], places.names.get(pair[1], "")) not in unknown}
    exact = {pair for pair, how in found.items() if how == "exact"} - (found.keys() - right - wrong)
    click.echo(
        f"pairs {len(truth)}  precision {len(right) / max(len(right | wrong), 1):.3f}  recall {len(right) / max(len(truth), 1):.3f}"
        f"  exact {len(exact & right) / max(len(exact), 1):.3f}  not judged {len(found) - len(right) - len(wrong)}"
    )
    for label, pairs in (("false", wrong), ("missed", truth - right)):
        for pair in sorted(pairs)[:show]:
            click.echo(f"{label} {places.tell(pair[0])} -> {places.tell(pair[1])}")


def read(lines: Iterable[str]) -> tuple[list[Body], list[Call]]:  # noqa: C901 (one branch per kind of line)
    bodies: list[Body] = []
    calls: list[Call] = []
    name, this, at = "", "", None
    open_calls: dict[int, re.Match[str]] = {}
    for line in lines:
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if not indent and (header := _BODY.match(text)):
            name, this, at = header[1], "", None
        elif indent == 8 and not this and at is None and (told := _PARAMETER.match(text)):
            this = told[1]
        elif indent == 8 and at is None and (span := _SPAN.match(text)):
            at = (span[1], int(span[2]), int(span[6]))
            bodies.append(Body(_CLOSURE.sub("", name), at, "" if "{closure" in name else this))
        elif callee := _CALLEE.match(text):
            open_calls.setdefault(indent, callee)
        elif text.startswith("fn_span: ") and (opened := open_calls.pop(indent, None)):
            span = _SPAN.search(text)
            written = span is not None and span[6] == "0" and at is not None and at[2] == 0
            calls.append(Call(_CLOSURE.sub("", name), opened[2], opened[1] == "0", opened[3], written))
        elif text == "from_hir_call: false":  # generated, not written in the source
            open_calls.pop(indent, None)
        elif text == "Call {":
            open_calls.pop(indent + 4, None)
    return bodies, calls


class Places:
    """The functions of the crate's files, by start position."""

    def __init__(self, root: Path, below: str) -> None:
        self._root, self._below = root, below
        self._parser = Parser(Language(tree_sitter_rust.language()))
        self._functions: dict[str, list[tuple[int, int, str]]] = {}
        self.names: dict[Place, str] = {}
        self.declared: dict[tuple[str, str], list[Place]] = defaultdict(list)  # (trait, method) -> where
        for path in sorted((root / below).rglob("*.rs")):
            self._read(path.relative_to(root).as_posix(), path.read_bytes())

    def _read(self, path: str, source: bytes) -> None:
        functions = self._functions.setdefault(path, [])
        for node in _functions(self._parser.parse(source).root_node):
            name = _text(node.child_by_field_name("name"))
            start = node.start_point[0] + 1
            functions.append((start, node.end_point[0] + 1, name))
            self.names[path, start] = name
            trait = node.parent.parent if node.parent is not None else None
            if trait is not None and trait.type == "trait_item":
                self.declared[_text(trait.child_by_field_name("name")), name].append((path, start))

    def around(self, at: tuple[str, int, int]) -> Place | None:
        path = f"{self._below}/{at[0]}".lstrip("/")
        inside = [each for each in self._functions.get(path, ()) if each[0] <= at[1] <= each[1]]
        return (path, max(inside)[0]) if inside else None

    def tell(self, place: Place) -> str:
        return f"{place[0]}:{place[1]} {self.names.get(place, '')}"


def _functions(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.named_children)
        if node.type in {"function_item", "function_signature_item"}:
            yield node


def _text(node: Node | None) -> str:
    return node.text.decode() if node is not None and node.text is not None else ""


def judged(
    bodies: list[Body], calls: list[Call], at: dict[str, Place], places: Places
) -> tuple[set[tuple[Place, Place]], set[tuple[Place, str]]]:
    """The true pairs, and (caller, name) of the calls that are not judged."""
    methods: dict[str, list[Body]] = defaultdict(list)
    for body in bodies:
        if "{impl#" in body.name:
            methods[body.name.rpartition("::")[2]].append(body)
    truth: set[tuple[Place, Place]] = set()
    unknown: set[tuple[Place, str]] = set()
    for call in calls:
        caller, name = at.get(call.caller), call.callee.rpartition("::")[2]
        if caller is None:
            continue
        target = _target(call, name, methods, at, places) if call.written else None
        if target is not None:
            truth.add((caller, target))
        elif not call.written or call.is_local or (methods.get(name) and not _is_inherent(call)):
            unknown.add((caller, name))
    return truth, unknown


def _target(
    call: Call, name: str, methods: dict[str, list[Body]], at: dict[str, Place], places: Places
) -> Place | None:
    chosen = [] if _is_inherent(call) else _implemented(call, methods.get(name, []))
    if chosen:
        return at.get(chosen[0].name) if len(chosen) == 1 else None
    if call.callee in at:
        return at[call.callee]
    parts = call.callee.split("::")
    declared = places.declared.get((parts[-2], name), []) if call.is_local and len(parts) > 1 else []
    return declared[0] if len(declared) == 1 else None


def _is_inherent(call: Call) -> bool:
    return "{impl#" in call.callee or call.callee.split("::")[-2][:1].islower()


def _implemented(call: Call, methods: list[Body]) -> list[Body]:
    """Those of the methods whose first parameter has the call's Self type."""
    this = _bare(call.given.partition(", ")[0] if "<" not in call.given.partition(", ")[0] else call.given)
    return [body for body in methods if this and _bare(body.this) == this]


def _bare(written: str) -> str:
    return (
        _GENERIC.sub("", written.partition("<")[0] if not written.startswith("&") else written)
        .partition("<")[0]
        .strip()
        .rpartition("::")[2]
    )


def exported(path: Path) -> Iterator[tuple[tuple[Place, Place], str]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    nodes = {row["id"]: row for row in rows if row["type"] == "node"}
    for row in rows:
        if row["type"] == "edge" and row["kind"] == "CALLS" and row["resolution"] in {"exact", "inferred"}:
            source, target = nodes[row["source"]], nodes[row["target"]]
            if source.get("start_line") and "macro_rules" not in target.get("signature", ""):
                yield (
                    ((source["path"], source["start_line"]), (target["path"], target["start_line"])),
                    row["resolution"],
                )


if __name__ == "__main__":
    main()
