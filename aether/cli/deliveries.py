"""`aether delivery`: lists, shows and replays what forges have sent."""

import sys

import click

from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import say, show
from api.views import delivery as view

DELIVERY = ("received_at", "event", "outcome", "reason", "hook_id", "delivery_id")


@click.group()
def delivery() -> None:
    """Inspect and replay what forges have sent."""


@delivery.command("list")
@TENANT
@click.option("--hook", "hook_id", help="Limit to one hook; by default, all that the tenant owns.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@JSON
def delivery_list(tenant: str, hook_id: str | None, limit: int, as_json: bool) -> None:
    """List the newest deliveries and their outcomes."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [view(row) for row in found.catalogue.deliveries.all(tenant_id, hook_id, limit=limit)]
    show(rows, DELIVERY, as_json=as_json)


@delivery.command("show")
@click.argument("delivery_id")
@TENANT
@click.option("--body", is_flag=True, help="Print only its body, if the hook stores bodies.")
@JSON
def delivery_show(delivery_id: str, tenant: str, body: bool, as_json: bool) -> None:
    """Show one delivery: what it requested, and which runs it started."""
    with in_tenant(tenant) as (found, tenant_id):
        row = found.catalogue.deliveries.show(tenant_id, delivery_id)
        kept = found.catalogue.deliveries.body(tenant_id, delivery_id) if body else None
    if kept is not None:
        sys.stdout.buffer.write(kept)
    else:
        show([] if body else [view(row)], (*DELIVERY, "runs"), as_json=as_json)


@delivery.command("replay")
@click.argument("delivery_id")
@TENANT
@JSON
def delivery_replay(delivery_id: str, tenant: str, as_json: bool) -> None:
    """Request again what a delivery requested; its body is not needed."""
    with in_tenant(tenant) as (found, tenant_id):
        receipt = found.intake.replay(tenant_id, delivery_id)
    say(receipt._asdict(), f"{receipt.outcome}  {receipt.delivery_id}  {receipt.reason}", as_json=as_json)
