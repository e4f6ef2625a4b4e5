"""`aether watch`: notifications when the answer to a query changes."""

from typing import Any

import click

from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import say, show
from store.model import Scope
from store.watches import DIGESTS, EventRow

WATCH = ("watch_id", "repo", "branch", "query", "url", "digest", "created_at")
EVENT = ("event_id", "created_at", "repo", "to_commit", "says")
SENT = ("created_at", "event", "state", "attempts", "status", "error", "due_at", "notice_id")


@click.group()
def watch() -> None:
    """Get notified when a push changes the answer to a query."""


@watch.command("add")
@click.argument("query", nargs=-1, required=True)
@click.option("--repo", required=True)
@click.option("--branch", help="Defaults to the default branch.")
@click.option(
    "--url",
    help="The address to notify: https://, or http:// to a host that the operator allowed; without a query string.",
)
@click.option("--mcp", is_flag=True, help="Instead of an address: store the events for agents.")
@click.option("--digest", type=click.Choice(DIGESTS), help="By default, each event is sent at once.")
@TENANT
@JSON
def watch_add(query: tuple[str, ...], tenant: str, as_json: bool, **asked: Any) -> None:
    """Watch QUERY: callers of NAME, callees of NAME, definition of NAME, interface of PATH-OR-PREFIX, uses of external PACKAGE,
    untested PATTERN. The signing secret (Standard Webhooks) is shown once.
    """
    from tasks.watches import Asked

    with in_tenant(tenant) as (found, tenant_id):
        made = found.watching().add(Scope(tenant_id), Asked(query=" ".join(query), **asked))
    secret = f"\nsecret  {made.secret}" if made.secret else ""
    say(made._asdict(), f"id      {made.watch_id}{secret}", as_json=as_json)


@watch.command("list")
@click.option("--repo", help="By default, every repository.")
@TENANT
@JSON
def watch_list(repo: str | None, tenant: str, as_json: bool) -> None:
    """List the watches of a tenant, but never their secrets."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.watches.all(tenant_id, repo)]
    show(rows, WATCH, as_json=as_json)


@watch.command("remove")
@click.argument("watch_id")
@TENANT
@JSON
def watch_remove(watch_id: str, tenant: str, as_json: bool) -> None:
    """Remove a watch with its events and its log."""
    with in_tenant(tenant) as (found, tenant_id):
        found.catalogue.watches.remove(tenant_id, watch_id)
    say({"watch_id": watch_id, "state": "removed"}, f"watch {watch_id} removed", as_json=as_json)


@watch.command("test")
@click.argument("watch_id")
@TENANT
@JSON
def watch_test(watch_id: str, tenant: str, as_json: bool) -> None:
    """Send a signed message to the watch's address now, and show the response."""
    with in_tenant(tenant) as (found, tenant_id):
        tried = found.watching().test(Scope(tenant_id), watch_id)
    say(tried._asdict(), tried.error or f"answered with {tried.status}", as_json=as_json)
    if not tried.good:
        raise SystemExit(1)


@watch.command("events")
@click.option("--id", "watch_id", help="Limit to one watch; by default, all.")
@click.option("--after", default=0, help="The id of the last event seen.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@TENANT
@JSON
def watch_events(watch_id: str | None, after: int, limit: int, tenant: str, as_json: bool) -> None:
    """List the events of watches, in order."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = found.catalogue.watches.events(tenant_id, after=after, watch_id=watch_id, limit=limit)
    show(list(map(_event, rows)), EVENT, as_json=as_json)


@watch.command("log")
@click.argument("watch_id")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@TENANT
@JSON
def watch_log(watch_id: str, limit: int, tenant: str, as_json: bool) -> None:
    """List recent messages of a watch and their outcomes."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.watches.log(tenant_id, watch_id, limit=limit)]
    show(rows, SENT, as_json=as_json)


def _event(row: EventRow) -> dict[str, Any]:
    return {"event_id": row.event_id, "created_at": row.created_at, **row.body}
