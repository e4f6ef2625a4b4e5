"""`python -m benchmarks.sweep PATH…`: what whole repositories show of each language that they are written in.

Of each repository the commit at HEAD is read and linked in memory, and told by language: files, those with a syntax error, lines,
thousands of lines a CPU second, the slowest file, and of the calls of names that the repository itself defines the share that leads
somewhere (a call of `get` on something of another package counts against it, so it is compared with that of other repositories of
the language, not with 1). Then what is odd. `--draw N` prints N edges and N such places that lead nowhere, with the lines of both
ends, for somebody to read.
"""

import random
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from benchmarks.inputs import of_repository
from graph.kinds import EdgeKind, Resolution
from graph.languages import family
from graph.model import Node
from parsing import language_of, languages, skipping
from parsing.linking.link import link
from parsing.linking.snapshot import Nothing, Put, Snapshot
from parsing.skipping import Rules
from tasks.extract import Said
from tasks.verify import read
from tasks.work import Limits

SLOW = 2.0  # CPU seconds above which a file is worth a look
SHOWN = 8
OFTEN = 3  # definitions with one kind and name in a file
CALLED = (EdgeKind.CALLS, EdgeKind.INSTANTIATES)
CALLABLE = frozenset({"function", "method", "class", "interface", "struct", "trait", "enum", "union"})
_WORD = re.compile(rb"[\w$]+[?!]?")
_NAME = re.compile(r"[\w$.~?!=<>+\-*/%&|^\[\]()'`@\\: #,]{1,200}")


class Place(NamedTuple):
    path: str
    line: int
    column: int  # bytes


class Found(NamedTuple):
    """A call that resolves to a node of the repository."""

    place: Place
    kind: EdgeKind
    resolution: Resolution
    target: Node


class Missed(NamedTuple):
    """A call that does not resolve; `name` is the name called."""

    place: Place
    name: str
    expression: str
    reason: str


class Swept(NamedTuple):
    contents: Mapping[str, bytes]
    puts: Sequence[Put]
    reading: Mapping[str, float]  # CPU seconds, by path
    linking: Mapping[str, float]
    nodes: Mapping[int, Node]
    found: Sequence[Found]
    missed: Sequence[Missed]  # of all names
    reasons: Counter[tuple[str, str]]  # unresolved references of any kind, by language and reason


@click.command(help=__doc__)
@click.argument("repositories", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--draw", default=0, help="Edges, and places that lead nowhere, to read by hand.")
@click.option("--language", help="Draw from its files alone.")
def main(repositories: Sequence[Path], draw: int, language: str | None) -> None:
    for path in repositories:
        swept = sweep(path)
        click.echo(f"{title(path)}: " + ", ".join(totals(swept)))
        for line in (*table(swept), *oddities(swept), *drawn(swept, draw, language)):
            click.echo(f"  {line}")


def title(path: Path) -> str:
    """`owner/name` for a mirror called `owner+name/repo`."""
    named = path.resolve().parent if path.name in {"repo", ".git"} else path
    return named.name.replace("+", "/")


def sweep(repository: Path) -> Swept:
    contents = {path.decode("utf-8", "replace"): text for path, text in of_repository(repository).items()}
    puts, reading = _read(contents)
    snapshot = Snapshot(Nothing(), puts)
    linked, linking = [], dict[str, float]()
    for put in snapshot.put_owners():
        start = time.process_time()
        linked.append(link(put, snapshot))
        linking[put.path] = time.process_time() - start
    nodes = {node.id: node for each in linked for node in each.nodes}
    of = {put.path: put.language for put in puts}
    found = [
        Found(
            Place(edge.path, nodes[edge.scope].start_line + line, column),
            edge.kind,
            edge.resolution,
            nodes[edge.target],
        )
        for each in linked
        for edge in each.edges
        if edge.kind in CALLED and edge.resolution != Resolution.CALLBACK
        for line, column in edge.sites
    ]
    misses = [(each.path, miss) for each in linked for miss in each.unresolved]
    missed = [
        Missed(place, _word(contents[path], place), miss.expression, miss.reason)
        for path, miss in misses
        if miss.kind == "call"
        for place in (Place(path, nodes[miss.scope].start_line + miss.line, miss.column),)
    ]
    reasons = Counter((of[path], miss.reason) for path, miss in misses)
    return Swept(contents, puts, reading, linking, nodes, found, missed, reasons)


def _read(contents: Mapping[str, bytes]) -> tuple[list[Put], dict[str, float]]:
    rules = Rules({path: text for path, text in contents.items() if skipping.is_rule_file(path)})
    puts, spent, most = list[Put](), dict[str, float](), Limits().max_file_bytes
    for path, text in contents.items():
        rule = rules.verdict(path, 0o100644)
        language = "" if rule else language_of(path)
        start = time.process_time()
        said = read(language, text if len(text) <= most else None) if language else Said(skipped=rule)
        spent[path] = time.process_time() - start
        puts.append(Put(path, path, 0o100644, language, said.skipped, said.partial, said.facts, said.interface))
    return puts, spent


def _word(source: bytes, place: Place) -> str:
    lines = source.split(b"\n", place.line)
    found = _WORD.search(lines[place.line - 1], place.column) if place.line <= len(lines) else None
    return found.group().decode() if found else ""


def totals(swept: Swept) -> Iterator[str]:
    yield f"{len(swept.puts)} files"
    skipped = Counter(put.skipped for put in swept.puts if put.skipped)
    yield "left out: " + (", ".join(f"{count} {rule}" for rule, count in skipped.most_common()) or "none")
    yield f"{sum(swept.reading.values()):.1f} + {sum(swept.linking.values()):.1f} CPU s"
    yield f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB"


def table(swept: Swept) -> Iterator[str]:
    """One row per language with at least a thousand lines."""
    for language, mine in by_language(swept).items():
        kloc = lines(swept, mine) / 1000
        if kloc < 1 or not languages.is_code(language):
            continue
        reading, linking = (sum(spent[put.path] for put in mine) for spent in (swept.reading, swept.linking))
        slowest = max(mine, key=lambda put: swept.reading[put.path] + swept.linking[put.path])
        found, missed = judged(swept, language)
        yield (
            f"{language:<10} files {len(mine):>5}  partial {sum(put.partial for put in mine):>3}  kLOC {kloc:>6.1f}"
            f"  read {kloc / reading:>3.0f}  linked {kloc / (reading + linking):>3.0f}  calls {found:>6}"
            f"  share {found / (found + missed or 1):.3f}"
            f"  slowest {swept.reading[slowest.path]:.2f} + {swept.linking[slowest.path]:.2f} {slowest.path}"
        )


def lines(swept: Swept, puts: Sequence[Put]) -> int:
    return sum(swept.contents[put.path].count(b"\n") for put in puts)


def by_language(swept: Swept) -> dict[str, list[Put]]:
    found = defaultdict[str, list[Put]](list)
    for put in swept.puts:
        if put.language and not put.skipped:
            found[put.language].append(put)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def judged(swept: Swept, language: str) -> tuple[int, int]:
    """The number of resolved calls in this language, and of unresolved ones whose name the repository defines."""
    found = {each.place for each in swept.found if language_of(each.place.path) == language}
    return len(found), len(looked_for(swept, language))


def looked_for(swept: Swept, language: str) -> list[Missed]:
    names = {
        node.name
        for node in swept.nodes.values()
        if node.kind in CALLABLE and family(node.language) == family(language)
    }
    return [each for each in swept.missed if language_of(each.place.path) == language and each.name in names]


def oddities(swept: Swept) -> Iterator[str]:
    """Findings that usually point to a defect, a few of each kind."""
    for put in swept.puts:
        reading, linking = swept.reading[put.path], swept.linking[put.path]
        if reading + linking > SLOW:
            yield f"slow: {put.path}, {lines(swept, [put])} lines: {reading:.1f} + {linking:.1f} CPU s"
    budget = [
        f"{count} references in {language}" for (language, why), count in swept.reasons.items() if why == "budget"
    ]
    own = [node for node in swept.nodes.values() if node.path]
    strange = [f"{node.kind} {node.name[:80]!r} at {node.place}" for node in own if not _NAME.fullmatch(node.name)]
    doubled = Counter((node.path, node.kind, node.qualified_name) for node in own).most_common(SHOWN)
    repeated = [f"{count} {kind} {name} in {path}" for (path, kind, name), count in doubled if count > OFTEN]
    partial = [put.path for put in swept.puts if put.partial]
    for what, found in {"budget": budget, "name": strange, "doubled": repeated, "partial": partial}.items():
        yield from (f"{what}: {each}" for each in found[:SHOWN])


def drawn(swept: Swept, count: int, language: str | None) -> Iterator[str]:
    chance = random.Random(90)
    mine = [each for each in swept.found if language in {None, language_of(each.place.path)}]
    found = sorted(mine, key=lambda each: (each.place, each.kind, each.target.id))
    for edge in chance.sample(found, min(count, len(found))):
        yield f"{edge.kind} {edge.resolution} {_told(edge.place)}"
        yield f"    {_line(swept, edge.place)}"
        yield f"    -> {edge.target.qualified_name} at {edge.target.place}"
        yield f"    {_line(swept, Place(edge.target.path, edge.target.start_line, 0))}"
    wanted = [language] if language else list(by_language(swept))
    missed = sorted(each for name in wanted if languages.is_code(name) for each in looked_for(swept, name))
    for miss in chance.sample(missed, min(count, len(missed))):
        yield f"nowhere, {miss.reason}: {miss.name} {_told(miss.place)}: {miss.expression}"
        yield f"    {_line(swept, miss.place)}"


def _told(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column}"


def _line(swept: Swept, place: Place) -> str:
    lines = swept.contents.get(place.path, b"").split(b"\n")
    return lines[place.line - 1].decode("utf-8", "replace").strip()[:200] if 0 < place.line <= len(lines) else ""


if __name__ == "__main__":
    main()
