"""`aether notification`: the addresses that a tenant is notified at."""

import click

from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import say, show
from store.notices import EVENTS

NOTIFICATION = ("notification_id", "url", "events", "created_at")
NOTICE = ("created_at", "event", "state", "attempts", "status", "error", "due_at", "notice_id")


@click.group()
def notification() -> None:
    """Manage addresses that are notified of runs and graph changes."""


@notification.command("add")
@click.option(
    "--url", required=True, help="https://, or http:// to a host that the operator allowed; without a query string."
)
@click.option("--event", "events", multiple=True, type=click.Choice(EVENTS), help="By default, all.")
@TENANT
@JSON
def notification_add(url: str, events: tuple[str, ...], tenant: str, as_json: bool) -> None:
    """Notify an address of events. The signing secret (Standard Webhooks) is shown once."""
    from tasks.notifier import checked

    with in_tenant(tenant) as (found, tenant_id):
        made = found.catalogue.notifications.add(tenant_id, checked(url), events or EVENTS)
    say(made._asdict(), f"id      {made.notification_id}\nsecret  {made.secret}", as_json=as_json)


@notification.command("list")
@TENANT
@JSON
def notification_list(tenant: str, as_json: bool) -> None:
    """List the addresses of a tenant, but never their secrets."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.notifications.all(tenant_id)]
    show(rows, NOTIFICATION, as_json=as_json)


@notification.command("remove")
@click.argument("notification_id")
@TENANT
@JSON
def notification_remove(notification_id: str, tenant: str, as_json: bool) -> None:
    """Stop notifying an address, and delete its log."""
    with in_tenant(tenant) as (found, tenant_id):
        found.catalogue.notifications.remove(tenant_id, notification_id)
    say(
        {"notification_id": notification_id, "state": "removed"},
        f"notification {notification_id} removed",
        as_json=as_json,
    )


@notification.command("log")
@TENANT
@click.option("--id", "notification_id", help="Limit to one notification; by default, all.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@JSON
def notification_log(tenant: str, notification_id: str | None, limit: int, as_json: bool) -> None:
    """List recent messages and their outcomes."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.notifications.log(tenant_id, notification_id, limit=limit)]
    show(rows, NOTICE, as_json=as_json)
