"""The deliveries received from forges, their outcomes, and replaying them."""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from api.auth import administrator
from api.dashboard.runs import moment
from api.dashboard.sessions import identify
from api.services import services

PAGE: Final = 50

deliveries = Blueprint("deliveries", __name__, url_prefix="/deliveries")
deliveries.before_request(identify)


@deliveries.get("")
def index() -> str:
    who, before, hook_id = administrator(), request.args.get("before"), request.args.get("hook") or None
    found = services().catalogue.deliveries.all(who.tenant_id, hook_id, before=moment(before), limit=PAGE + 1)
    following = found[PAGE - 1].received_at if len(found) > PAGE else None
    states = services().runs.states(who.tenant_id, [run for row in found[:PAGE] for run in row.run_ids])
    return render_template(
        "deliveries.html", deliveries=found[:PAGE], states=states, hook_id=hook_id, following=following, before=before
    )


@deliveries.get("/<delivery_id>")
def show(delivery_id: str) -> str:
    who = administrator()
    found = services().catalogue.deliveries.show(who.tenant_id, delivery_id)
    return render_template("delivery.html", delivery=found, states=services().runs.states(who.tenant_id, found.run_ids))


@deliveries.post("/<delivery_id>/replay")
def post_replay(delivery_id: str) -> Response:
    """Replays a delivery as a new one and redirects to the new one's page."""
    receipt = services().intake.replay(administrator().tenant_id, delivery_id)
    return redirect(url_for("dashboard.deliveries.show", delivery_id=receipt.delivery_id))
