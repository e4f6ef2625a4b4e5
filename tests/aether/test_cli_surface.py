"""What every command has in common: its help, its options, its errors, and how little it costs to start one."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aether.cli import COMMANDS, main
from aether.cli.output import errors_told
from tests.aether.commands import Shell
from tests.aether.installation import ROOT

HEAVY = {"celery", "flask", "gunicorn", "tree_sitter", "git", "asyncpg", "pydantic", "structlog", "rich"}


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found, name
        yield from leaves(found, (*path, name))


LEAVES = dict(leaves(main))


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_verb_has_a_help_text_and_takes_the_data_directory(path: tuple[str, ...]) -> None:
    command = LEAVES[path]
    assert command.help
    assert "--data-dir" in {option for parameter in command.params for option in parameter.opts}


def test_every_administrative_verb_can_answer_as_json() -> None:
    owed = [
        path
        for path, command in LEAVES.items()
        if path[0]
        in {"tenant", "token", "hook", "repo", "credential", "run", "notification", "query", "index", "digest"}
        and "--json" not in {option for parameter in command.params for option in parameter.opts}
    ]
    assert owed == []


def test_the_list_of_commands_says_what_the_commands_say(aether: Shell) -> None:
    listed = aether("--help").out
    for name, verb in COMMANDS.items():
        assert (f"  {name} " in listed) == bool(verb.line)
        found = main.get_command(click.Context(main), name)
        assert found
        assert found.hidden == (not verb.line)
        assert verb.module in (found.callback.__module__ if found.callback else "")


def test_the_data_directory_may_be_named_before_or_after_the_verb(aether: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    impossible = str(tmp_path / "file" / "data")
    embedded = Shell(aether.environment | {"DATABASE_URL": ""}, aether.capture)
    embedded("--data-dir", impossible, "repo", "list").says(1, impossible, "--data-dir")
    embedded("repo", "list", "--data-dir", impossible).says(1, impossible, "--data-dir")


def test_a_database_that_is_away_is_told_in_a_line(aether: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    away = Shell(aether.environment | {"DATABASE_URL": f"postgresql://u:hidden@127.0.0.1:{port}/x"}, aether.capture)
    for verb in (("repo", "list"), ("index", ROOT), ("digest", "--repo", "x")):
        done = away(*verb)
        done.says(1, "PostgreSQL")
        assert "hidden" not in done.err


def test_only_errors_of_ours_lose_their_traceback() -> None:
    with pytest.raises(KeyError), errors_told():
        raise KeyError("a bug")


def test_a_wrong_setting_is_told_by_name_and_without_its_value(aether: Shell) -> None:
    wrong = Shell(aether.environment | {"DATABASE_URL": "mysql://user:hidden@host/x"}, aether.capture)
    done = wrong("repo", "list")
    done.says(1, "DATABASE_URL")
    assert "hidden" not in done.out + done.err


@pytest.mark.parametrize("arguments", [("no-such",), ("query", "no-such"), ("--no-such",), ("hook", "add")])
def test_wrong_usage_is_2(aether: Shell, arguments: tuple[str, ...]) -> None:
    done = aether(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: aether" in done.err


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (("--help",), HEAVY),
        (("query", "callers", "--help"), {"celery", "flask", "gunicorn", "tree_sitter", "git"}),
        (("digest", "--help"), {"celery", "flask", "gunicorn", "tree_sitter", "git"}),
        (("hook", "add", "--help"), {"celery", "flask", "gunicorn", "tree_sitter", "git"}),
        (("index", "--help"), {"flask", "gunicorn"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_imports_what_it_needs(arguments: tuple[str, ...], unneeded: set[str]) -> None:
    argv = (sys.executable, "-X", "importtime", "-m", "aether", *arguments)
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert imported & unneeded == set()
