"""`python -m benchmarks.languages`: the tables of docs/languages.md, from the languages' own data and from what was measured of
each (`parsing/languages/<language>/measured.toml`). With `--measure LANGUAGE NAME PATH` it prints that file's part `read`: of
a repository of this name at this path, its newest commit that changes code.
"""

import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.inputs import of_repository
from graph.languages import LANGUAGES, Grade, of_path, relatives
from parsing import embedding, extract, languages, queries
from parsing.linking.snapshot import Put
from tests.parsing.memory_graph import MemoryGraph
from tests.proof.history import History

ROOT = Path(__file__).resolve().parents[1]
PAGE, CASES, FOLDERS = ROOT / "docs" / "languages.md", ROOT / "tests" / "languages", ROOT / "parsing" / "languages"
CODE = ("language", "files", "kinds", "names come from", "oracle", "precision", "recall", "files with an error", "kLOC a CPU second")  # fmt: skip
SCORES = ("language", "repository, oracle", "pairs", "precision", "recall", "`exact`")
READ = ("language", "repository", "files", "with an error", "as the grammar alone reads them", "kLOC", "read", "read and linked")  # fmt: skip
REPLAYS = ("language", "repository", "commits", "differing", "through PostgreSQL", "files relinked a commit", "at most")
SWEPT = ("language", "repository", "files", "with an error", "kLOC", "read and linked", "calls that lead somewhere")
Table = tuple[Sequence[str], list[Sequence[str]]]


@click.command(help=__doc__)
@click.option("--measure", nargs=3, help="A language, what a repository is called, and where it is.")
def main(measure: tuple[str, str, str] | None) -> None:
    if measure:
        click.echo("\n".join(["", "[read]", f'repository = "{measure[1]}"', *measured(measure[0], Path(measure[2]))]))
    else:
        PAGE.write_text(page(PAGE.read_text()))


def page(text: str) -> str:
    """The page with the current tables between their markers."""
    for marker, table in tables().items():
        begin, end = f"<!-- {marker} -->\n", f"<!-- end of {marker} -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{drawn(*table)}\n{end}{rest.partition(end)[2]}"
    return text


def tables() -> dict[str, Table]:
    told = {name: known(name) for name in LANGUAGES}
    return {
        "code": (CODE, [code(name, said) for name, said in told.items()]),
        "scores": (SCORES, [row for name, said in told.items() for row in scores(name, said)]),
        "read": (READ, [read(name, said["read"]) for name, said in told.items() if "read" in said]),
        "swept": (SWEPT, [row for name, said in told.items() for row in swept(name, said)]),
        "replays": (REPLAYS, [row for name, said in told.items() for row in replays(name, said)]),
    }


def known(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDERS / name / "measured.toml").read_text())


def code(name: str, said: Mapping[str, Any]) -> Sequence[str]:
    files = ", ".join(f"`{suffix}`" for suffix in LANGUAGES[name].suffixes)
    judged = said.get("scores", [])
    oracles = ", ".join(dict.fromkeys(each["oracle"] for each in judged)) or said.get("judged_as", "none")
    grade = "" if LANGUAGES[name].grade is Grade.MEASURED else " (`preview`)"
    found = said.get("read", {})
    errors = f"{found['partial']} of {found['files']}" if found else ""
    return (
        f"`{name}`", files, ", ".join(kinds(name)), said["linked_by"], oracles + grade, pooled(judged, "precision"),
        pooled(judged, "recall"), errors, str(found.get("linked", "")),
    )  # fmt: skip


def scores(name: str, said: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for each in said.get("scores", ()):
        figures = (decimals(each.get(figure)) for figure in ("precision", "recall", "exact"))
        yield name, f"{each['repository']}, {each['oracle']}", f"{each['pairs']:,}", *figures


def read(name: str, said: Mapping[str, Any]) -> Sequence[str]:
    figures = ("files", "partial", "partial_by_grammar", "kloc", "alone", "linked")
    return name, said["repository"], *(str(said.get(figure, "")) for figure in figures)


def swept(name: str, said: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for each in said.get("swept", ()):
        figures = (str(each[figure]) for figure in ("repository", "files", "partial", "kloc", "linked"))
        yield name, *figures, decimals(each["found"])


def replays(name: str, said: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for each in said.get("replays", ()):
        figures = ("commits", "differing", "stored", "relinked_mean", "relinked_max")
        yield name, each["repository"], *(str(each[figure]) for figure in figures)


def kinds(name: str) -> list[str]:
    """The kinds of definitions in the test cases of this language, the most frequent first."""
    found: dict[str, int] = {}
    for expected in CASES.glob("*/*/expected.txt"):
        for line in expected.read_text().partition("\nedges\n")[0].splitlines()[1:]:
            path, _, rest = line.strip().partition(" ")
            if of_path(path.rpartition(":")[0]) == name:
                found[rest.split(" ")[0]] = found.get(rest.split(" ")[0], 0) + 1
    return sorted(found.keys() - {"file", "module"}, key=lambda kind: (-found[kind], kind))


def pooled(judged: Sequence[Mapping[str, Any]], figure: str) -> str:
    """The mean over the repositories, weighted by their numbers of pairs."""
    counted = [each for each in judged if figure in each]
    if not counted:
        return ""
    return decimals(sum(each[figure] * each["pairs"] for each in counted) / sum(each["pairs"] for each in counted))


def decimals(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".removeprefix("0")


def drawn(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(
        "|" + "".join(f" {cell} |" if cell else " |" for cell in cells) for cells in (head, ["---"] * len(head), *rows)
    )


def measured(name: str, repository: Path) -> Iterator[str]:
    """Measures the files of this language, linked with everything that can affect them: their language family and manifests.
    Rates are per CPU second.
    """
    contents = {path.decode("utf-8", "replace"): text for path, text in of_repository(repository).items()}
    with History(repository) as history:
        (push,) = history.walk(len(history.commits) - 1, len(history.commits))
    family = {*relatives([name]), *(put.language for put in push.puts if not languages.is_code(put.language))}
    puts = [put for put in push.puts if put.language in family and not put.skipped]
    mine = [put.path for put in puts if put.language == name]
    kloc = sum(contents[path].count(b"\n") for path in mine) / 1000
    alone = spent(lambda: [extract(name, contents[path]) for path in mine])
    linking = spent(lambda: MemoryGraph().take(puts)) * share(puts, name, contents)
    yield f"files = {len(mine)}"
    yield f"partial = {sum(put.partial for put in puts if put.language == name)}"
    if languages.load(name).embedded is None:
        yield f"partial_by_grammar = {sum(faulty(name, contents[path]) for path in mine)}"
    yield f"kloc = {kloc:.1f}"
    yield f"alone = {kloc / alone:.0f}"
    yield f"linked = {kloc / (alone + linking):.0f}"


def share(puts: Sequence[Put], name: str, contents: Mapping[str, bytes]) -> float:
    """The share of the linked lines that are in this language."""
    lines = [(put.language, contents[put.path].count(b"\n")) for put in puts if languages.is_code(put.language)]
    return sum(count for language, count in lines if language == name) / sum(count for _, count in lines)


def faulty(name: str, source: bytes) -> bool:
    """Whether the grammar finds a syntax error in the unmodified text."""
    return queries.root(queries.ready(name), embedding.whole(source)).has_error


def spent(act: Any) -> float:
    """CPU seconds; the lower of two runs."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken)


if __name__ == "__main__":
    main()
