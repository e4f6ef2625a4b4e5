"""Documents that must match the code: links, the graph model, the settings."""

import importlib
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from graph.kinds import EdgeKind, NodeKind, Resolution
from tests.architecture.checkout import ROOT, files, show

# Files that documents already link and that are still being written. It must become empty.
PENDING = {
    "webhook/routes.py",
    "webhook/forges/github.py",
    "store/intake.py",
    "tasks/dispatcher.py",
    "tasks/index_push.py",
    "mirror/mirror.py",
    "store/publish.py",
    "store/reader.py",
}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", files(".md"), ids=show)
def test_every_link_into_the_repository_resolves(document: Path) -> None:
    broken = [link for link in links(document) if not resolves(document, link)]

    assert broken == []


def test_what_is_pending_is_still_pending() -> None:
    assert [path for path in sorted(PENDING) if (ROOT / path).exists()] == [], "it exists: remove it from PENDING"


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


def test_every_setting_is_documented() -> None:
    text = (ROOT / "README.md").read_text() + (ROOT / "docs/operations.md").read_text()

    assert sorted(name for name in settings() if f"`{name}`" not in text) == []


def links(document: Path) -> list[str]:
    return [link for link in LINK.findall(CODE.sub("", document.read_text())) if "://" not in link]


def resolves(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists():
        return target.is_relative_to(ROOT) and show(target) in PENDING
    return not anchor or anchor in headings(target)


def headings(document: Path) -> set[str]:
    """The anchors that forges make of headings."""
    titles = re.findall(r"^#+ (.+)$", CODE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def settings() -> set[str]:
    """The environment variables that aether/settings.py reads; none while it does not exist."""
    source = ROOT / "aether/settings.py"
    if not source.exists():
        return set()
    literal = set(re.findall(r"\b(?:AETHER|CELERY|DATABASE)_[A-Z_]*[A-Z]\b", source.read_text()))
    fields: dict[str, Any] = getattr(importlib.import_module("aether.settings").Settings, "model_fields", {})
    named = literal | {f"AETHER_{name.upper()}" for name, field in fields.items() if field.validation_alias is None}
    return {name.removesuffix("_FILE") for name in named}
