"""`aether upgrade status`: the progress of rebuilding the previous release's graphs."""

import click

from aether.cli.opening import JSON
from aether.cli.output import document, table
from store.upgrades import Standing

COUNTS = ("tenant", "graphs", "outdated", "at_work", "failed")
FAILURES = ("tenant", "repo", "branch", "run_id", "error_code")


@click.group()
def upgrade() -> None:
    """Graphs that the release before made: they answer as they are, and are made anew in the background."""


@upgrade.command("status")
@JSON
def upgrade_status(as_json: bool) -> None:
    """Show how many graphs of each tenant were made by another release, and which upgrades failed."""
    from aether.composition import application
    from store.upgrades import Upgrades

    with application() as found:
        version, upgrades = found.graph_version, Upgrades(found.bridge)
        standing = {
            each.name: upgrades.standing(each.tenant_id, version)
            for each in found.catalogue.tenants.all()
            if each.leaving_since is None
        }
    if as_json:
        document({"version": version, "tenants": [_described(name, each) for name, each in standing.items()]})
        return
    table([{"tenant": name, **each._asdict()} for name, each in standing.items()], COUNTS)
    failed = [{"tenant": name, **one._asdict()} for name, each in standing.items() for one in each.failures]
    if failed:
        click.echo("\nFailed; retried after a day, by a push, or by `aether run release RUN`:")
        table(failed, FAILURES)


def _described(name: str, standing: Standing) -> dict[str, object]:
    return {"tenant": name, **standing._asdict(), "failures": [each._asdict() for each in standing.failures]}
