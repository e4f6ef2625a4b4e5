"""The command `aether`. Each module of this package defines a few subcommands and is imported when one of them runs."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from aether.cli.output import errors_told


class Verb(NamedTuple):
    module: str  # within this package
    line: str  # its line in `aether --help`; '' for an internal subcommand


COMMANDS: Final = {
    "up": Verb("serving", "Run the whole service in the foreground."),
    "demo": Verb("serving", "Demonstrate the service on this checkout, then stop."),
    "index": Verb("indexing", "Index one git repository now, in this process."),
    "query": Verb("querying", "Query the graph."),
    "why": Verb("explaining", "Explain why an edge exists."),
    "why-not": Verb("explaining", "Explain why a name does not resolve."),
    "what-if": Verb("supposing", "Show what unpushed changes would change."),
    "pull": Verb("pulls", "Show what merging a pull or merge request would change."),
    "export": Verb("querying", "Export one commit's graph."),
    "digest": Verb("querying", "Print the SHA-256 digest that equal graphs share."),
    "verify": Verb("verifying", "Compare a graph with a fresh index of the same commit."),
    "tenant": Verb("tenants", "Manage tenants: they share an installation and never see each other."),
    "token": Verb("administration", "Manage bearer tokens."),
    "audit": Verb("administration", "Show who changed what in a tenant."),
    "hook": Verb("hooks", "Manage webhooks: whose pushes are trusted."),
    "credential": Verb("credentials", "Manage the credentials git needs to clone."),
    "connect": Verb("connecting", "Register all repositories of an organisation, a group or an instance."),
    "onboarding": Verb("onboarding", "Show the progress of first indexes."),
    "delivery": Verb("deliveries", "Inspect and replay what forges have sent."),
    "run": Verb("runs", "Inspect and release runs."),
    "notification": Verb("notifications", "Manage addresses that are notified of runs and graph changes."),
    "watch": Verb("watches", "Get notified when a push changes the answer to a query."),
    "repo": Verb("administration", "Manage registered repositories."),
    "receiver": Verb("serving", "Run the receiver: webhooks and health only."),
    "web": Verb("serving", "Run the receiver and the API."),
    "worker": Verb("serving", "Run a Celery worker."),
    "scheduler": Verb("serving", "Run the scheduler, which sends due runs to the broker."),
    "flower": Verb("serving", "Show workers and tasks in a browser."),
    "doctor": Verb("upkeep", "Check the installation, and say what to do."),
    "upgrade": Verb("upgrading", "Show the progress of re-indexing after an upgrade."),
    "keys": Verb("upkeep", "Manage the keys that encrypt secrets at rest."),
    "completion": Verb("upkeep", "Print a completion script for your shell."),
    "mcp": Verb("agents", "Serve the graph to agents: a Model Context Protocol server."),
    "migrate": Verb("serving", "Migrate the database to the newest schema."),
    "introduce": Verb("serving", ""),
    "assist": Verb("indexing", ""),
}


def _use(_context: click.Context, _option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        os.environ["AETHER_DATA_DIR"] = str(value)


DATA_DIR: Final = click.Option(
    ["--data-dir"],
    type=click.Path(file_okay=False, path_type=Path),
    expose_value=False,
    callback=_use,
    help="Where embedded servers and mirrors live (AETHER_DATA_DIR; default ~/.local/share/aether).",
)


class Commands(click.Group):
    """Imports subcommands lazily, gives each of them `--data-dir`, and reports Aether's own errors in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(
            import_module(f"aether.cli.{COMMANDS[cmd_name].module}"), cmd_name.replace("-", "_")
        )
        return _with_data_dir(found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.line) for name, verb in COMMANDS.items() if verb.line])

    def invoke(self, ctx: click.Context) -> Any:
        with errors_told():
            return super().invoke(ctx)


def _with_data_dir(command: click.Command) -> click.Command:
    """Adds the option to a command, or to every subcommand of a group."""
    if DATA_DIR not in command.params:
        command.params.append(DATA_DIR)
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        _with_data_dir(each)
    return command


@click.group(cls=Commands, params=[DATA_DIR], context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aelus-aether")
def main() -> None:
    """A code graph of every repository, in step with its newest push.

    Where DATABASE_URL and CELERY_BROKER_URL are unset, commands start or attach to embedded servers under the data directory.
    """
    import logging

    from aether import logs

    logs.configure(logging.WARNING)
