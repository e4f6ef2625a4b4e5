"""What a reader looks up is there and is what the code says: each is counted here by another way than the pages are made."""

from collections.abc import Iterator
from typing import Any

import click
import pytest
import yaml

from aether.application import web
from aether.cli import COMMANDS, main
from aether.mcp.tools import Tools
from aether.settings import Settings
from api.dashboard.failures import FAILURES
from documents.links import followed
from documents.pages import PAGES, REFERENCE
from documents.unconnected import application
from graph import errors
from tests.architecture.checkout import ROOT, files

OURS_ALONE = {"unexpected", "quarantined", "repository_inactive"}  # of runs, that no class of the tree stands for
NO_ROUTES = ("/docs", "/openapi", "/static", "/metrics", "/dashboard")  # of people, or said elsewhere


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_what_the_code_says_today(name: str) -> None:
    assert (REFERENCE / name).read_text() == PAGES[name](), "python -m documents writes it anew"


def test_every_setting_tells_what_it_means() -> None:
    text = (REFERENCE / "settings.md").read_text()

    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
    assert [field.alias for field in Settings.model_fields.values() if f"`{field.alias}`" not in text] == []


def test_every_command_and_option_is_there() -> None:
    text = (REFERENCE / "commands.md").read_text()
    owed = [
        f"{path} {option}"
        for path, command in leaves(main)
        for option in ("", *(opt for each in command.params for opt in each.opts if opt.startswith("--")))
        if option != "--data-dir" and option not in told(text, path)
    ]

    assert owed == []


def test_every_error_and_every_end_of_a_run_is_explained() -> None:
    codes = {each.code for each in tree(errors.AetherError)} - {"error", "unavailable", "failed"} | OURS_ALONE

    assert codes - FAILURES.keys() == set()
    text = (REFERENCE / "errors.md").read_text()
    assert [code for code in FAILURES if f"\n## {code}\n" not in text] == []


def test_every_route_is_there() -> None:
    text = (REFERENCE / "http.md").read_text()
    served = {
        f"{method} {rule.rule}".replace("<", "{").replace(">", "}")
        for rule in web(application()).url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(NO_ROUTES) and rule.rule != "/"
    }

    assert sorted(route for route in served if f"### {route}\n" not in text) == []


def test_every_tool_is_there() -> None:
    text = (REFERENCE / "agents.md").read_text()

    assert [name for name in vars(Tools) if not name.startswith("_") and f"\n## {name}\n" not in text] == []


def test_the_menu_leads_to_every_page_and_to_no_other() -> None:
    site: Any = yaml.load((ROOT / "mkdocs.yml").read_text(), yaml.BaseLoader)
    brought = {"index.md", "contributing.md", "changelog.md", "decisions/index.md"}
    pages = {str(path.relative_to(ROOT / "docs")) for path in files(".md", under="docs/")}

    assert set(menu(site["nav"])) == {page for page in pages if not page.startswith("decisions/")} | brought


@pytest.mark.parametrize(
    ("page", "written", "there"),
    [
        ("index.md", "[runs](docs/runs.md#chunks)", "[runs](runs.md#chunks)"),
        ("index.md", "[decisions](docs/decisions/)", "[decisions](decisions/index.md)"),
        ("how-to/upgrade.md", "[log](../../CHANGELOG.md)", "[log](../changelog.md)"),
        ("how-to/upgrade.md", "[how](../operations.md#backup)", "[how](../operations.md#backup)"),
        ("runs.md", "[`claim`](../store/queries/runs.sql), [a](#b)", "`claim`, [a](#b)"),
        ("runs.md", "`[a](b.md)` and [c](https://d.example)", "`[a](b.md)` and [c](https://d.example)"),
        ("runs.md", "```\n[a](b.md)\n```", "```\n[a](b.md)\n```"),
    ],
)
def test_links_are_followed_into_the_site(page: str, written: str, there: str) -> None:
    assert followed(written, page) == there


def menu(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    for each in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
        yield from menu(each)


def leaves(command: click.Command, path: str = "aether") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in command.list_commands(context := click.Context(command)):
        found = command.get_command(context, name)
        assert found
        if path != "aether" or COMMANDS[name].line:
            yield from leaves(found, f"{path} {name}")


def told(text: str, path: str) -> str:
    return text.partition(f"\n## {path}\n")[2].partition("\n## ")[0]


def tree(root: type[errors.AetherError]) -> Iterator[type[errors.AetherError]]:
    for child in root.__subclasses__():
        if child.__module__ == "graph.errors":
            yield child
            yield from tree(child)
