"""Every command with its options, from the command line itself."""

from collections.abc import Iterator
from typing import Any

import click

from aether.cli import COMMANDS, main
from documents.tables import code, page, table

ABOUT = """The output of `aether COMMAND --help`. Every command takes `--data-dir` (`AETHER_DATA_DIR`). With `--json` a command prints one JSON
document to stdout; progress and logs go to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing found, 4 not indexed yet,
5 no such name.
"""
OF_ALL = ("--data-dir",)


def whole() -> str:
    return page("Commands", ABOUT, *(_told(path, command) for path, command in leaves()))


def leaves() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb that is a person's, in the order of `aether --help`."""
    for name, verb in COMMANDS.items():
        command = main.get_command(click.Context(main), name)
        if verb.line and command is not None:
            yield from _below((name,), command)


def _below(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name, child in command.commands.items():
        yield from _below((*path, name), child)


def _told(path: tuple[str, ...], command: click.Command) -> str:
    usage = " ".join(("aether", *path, *command.collect_usage_pieces(click.Context(command))))
    text = " ".join((command.help or "").split("\f")[0].split("\n\n")[0].split())
    rows = [_row(each) for each in command.params if isinstance(each, click.Option) and each.opts[0] not in OF_ALL]
    return f"## aether {' '.join(path)}\n\n```\n{usage}\n```\n\n{text}\n\n{table(('option', 'meaning'), rows)}"


def _row(option: click.Option) -> tuple[str, str]:
    words = ", ".join(code(f"{opt} {_value(option)}".strip()) for opt in (*option.opts, *option.secondary_opts))
    given: Any = option.default
    default = f" Default: {code(given)}." if isinstance(given, (str, int, float)) and option.show_default else ""
    often = " May be given several times." if option.multiple else ""
    needed = " Required." if option.required else ""
    return words, f"{option.help or ''}{needed}{often}{default}".strip()


def _value(option: click.Option) -> str:
    if option.is_flag or option.count:
        return ""
    return option.make_metavar(click.Context(click.Command(""))).replace("INTEGER RANGE", "N").replace("INTEGER", "N")
