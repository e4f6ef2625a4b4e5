"""The tenant's tokens and its audit log. Tenants themselves are managed by the operator, not here."""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from api.auth import administrator
from api.dashboard.forms import form
from api.dashboard.sessions import identify
from api.registration_models import NewTokenBody
from api.services import services
from api.tokens import issue
from graph.errors import BadInput
from store.tenants import SCOPES

PAGE: Final = 50

administration = Blueprint("administration", __name__)
administration.before_request(identify)


@administration.get("/tokens")
def index() -> str:
    return _tokens(administrator().tenant_id, None)


@administration.post("/tokens")
def post() -> str:
    """Creates a token and shows it; it is never shown again."""
    who = administrator()
    return _tokens(who.tenant_id, issue(who.tenant_id, form(NewTokenBody, lists=frozenset({"scopes", "repositories"}))))


@administration.post("/tokens/<token_id>/remove")
def post_remove(token_id: str) -> Response:
    services().catalogue.tokens.revoke(administrator().tenant_id, token_id)
    return redirect(url_for("dashboard.administration.index"))


@administration.get("/audit")
def audit() -> str:
    before = request.args.get("before", "")
    if before and not before.isdecimal():
        raise BadInput("`before` must be the number of an entry.")
    entries = services().catalogue.audit_log.entries(
        administrator().tenant_id, before=int(before) if before else None, limit=PAGE + 1
    )
    following = entries[PAGE - 1].entry_id if len(entries) > PAGE else None
    return render_template("audit.html", entries=entries[:PAGE], following=following, before=before)


def _tokens(tenant_id: int, made: str | None) -> str:
    found = services().catalogue.tokens.all(tenant_id)
    return render_template("tokens.html", tokens=found, made=made, scopes=sorted(SCOPES))
