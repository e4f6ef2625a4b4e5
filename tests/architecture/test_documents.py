"""Documents that must match the code: links, the graph model, the languages. Pages made from it: tests/documents."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from benchmarks import languages
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.languages import LANGUAGES, Grade
from parsing.manifests import READERS
from tests.architecture.checkout import ROOT, files, show

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", files(".md"), ids=show)
def test_every_link_into_the_repository_resolves(document: Path) -> None:
    broken = [link for link in links(document) if not resolves(document, link)]

    assert broken == []


@pytest.mark.parametrize(
    ("chapter", "kinds"),
    [("Node kinds", NodeKind), ("Edge kinds", EdgeKind), ("Resolutions", Resolution)],
)
def test_the_graph_model_shows_every_kind_and_no_other(chapter: str, kinds: type[StrEnum]) -> None:
    text = (ROOT / "docs/graph-model.md").read_text()
    body = re.split(r"^## ", text.split(f"\n## {chapter}\n")[1], flags=re.MULTILINE)[0]
    sections = re.split(r"^### ", body, flags=re.MULTILINE)[1:]

    assert [section.splitlines()[0].strip("`") for section in sections] == [kind.value for kind in kinds]
    assert [section.splitlines()[0] for section in sections if "```" not in section] == [], "an example is owed"


def test_every_language_and_manifest_has_its_row() -> None:
    text = (ROOT / "docs/languages.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| `")]

    assert text == languages.page(text), "python -m benchmarks.languages writes the tables anew"
    assert [
        file
        for file, reader in READERS.items()
        if not any(f"`{reader.ecosystem}`" in row and f"`{file}`" in row for row in rows)
    ] == []


def test_a_language_is_a_preview_until_an_oracle_has_judged_it() -> None:
    def judged(said: dict[str, Any]) -> bool:
        return "judged_as" in said or any(
            not each["oracle"].endswith(("by hand", "traced")) for each in said.get("scores", ())
        )

    measured = {name for name in LANGUAGES if judged(languages.known(name))}
    assert measured == {name for name, language in LANGUAGES.items() if language.grade is Grade.MEASURED}


def links(document: Path) -> list[str]:
    return [link for link in LINK.findall(CODE.sub("", document.read_text())) if "://" not in link]


def resolves(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    return target.exists() and (not anchor or anchor in headings(target))


def headings(document: Path) -> set[str]:
    """The anchors that forges make of headings."""
    titles = re.findall(r"^#+ (.+)$", CODE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
