"""Occasional tasks of an operator: `aether doctor`, key rotation and shell completion."""

from collections import Counter

import click
from click.shell_completion import get_completion_class

from aether.cli.opening import JSON
from aether.cli.output import document, say, table

SHELLS = ("bash", "zsh", "fish")
FINDING = ("check", "state", "found", "advice")


@click.command()
@JSON
def doctor(as_json: bool) -> None:
    """Check settings, servers, versions, permissions, clock and disk, and say what to do. Exit 1 if anything is wrong."""
    from aether.doctor import State, examine

    findings = list(examine())
    if as_json:
        document(
            {
                "wrong": sum(each.state is State.WRONG for each in findings),
                "checks": [each._asdict() for each in findings],
            }
        )
    else:
        table([each._asdict() for each in findings], FINDING)
    if any(each.state is State.WRONG for each in findings):
        raise SystemExit(1)


@click.group()
def keys() -> None:
    """The keys that seal secrets at rest (AETHER_ENCRYPTION_KEYS, newest first)."""


@keys.command("rotate")
@JSON
def keys_rotate(as_json: bool) -> None:
    """Re-encrypt every stored secret with the newest key.

    Put the new key first in AETHER_ENCRYPTION_KEYS, restart every process, run this, then remove the old key.
    """
    from aether.composition import application
    from store.housekeeping import Housekeeping

    counts: Counter[str] = Counter()
    with application() as found:
        for tenant_id in Housekeeping(found.bridge).tenants():
            counts.update(found.catalogue.sealed.reseal(tenant_id))
    told = ", ".join(f"{count} {kept.replace('_', ' ')}" for kept, count in counts.items()) or "nothing"
    say({"resealed": counts}, f"re-encrypted with the newest key: {told}; older keys can be removed", as_json=as_json)


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a completion script: put `eval "$(aether completion bash)"` into your shell's start-up file; fish: `| source`."""
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    click.echo(made(ctx.find_root().command, {}, "aether", "_AETHER_COMPLETE").source())
