"""Signing in with a token. The cookie holds the token's digest, which is of no use to the API and expires with the token."""

import secrets
from hmac import compare_digest
from typing import Final

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug import Response

from api.services import services
from graph.errors import BadInput, Forbidden
from store.tenants import hashed

_WHO, _CSRF, THEME = "token", "csrf", "theme"
_THEMES: Final = {"", "dark", "light"}  # '' follows the system's setting

sessions = Blueprint("sessions", __name__)


@sessions.get("/sign-in")
def sign_in() -> str:
    return render_template("sign_in.html", target=request.args.get("next", ""), refused=False)


@sessions.post("/sign-in")
def post_sign_in() -> Response | tuple[str, int]:
    verify()
    digest = hashed(request.form.get("token", "").strip())
    target = request.form.get("next", "")
    if services().catalogue.tokens.of_digest(digest) is None:
        return render_template("sign_in.html", target=target, refused=True), 401
    kept = session.get(THEME, "")
    session.clear()  # against session fixation
    session.permanent = True
    session.update({_WHO: digest.hex(), THEME: kept})
    return redirect(target if _is_ours(target) else url_for("dashboard.repositories.index"))


@sessions.post("/sign-out")
def post_sign_out() -> Response:
    verify()
    session.pop(_WHO, None)
    return redirect(url_for("dashboard.sessions.sign_in"))


@sessions.post("/theme")
def post_theme() -> Response:
    verify()
    theme, target = request.form.get("theme", ""), request.form.get("next", "")
    if theme not in _THEMES:
        raise BadInput("The theme must be dark, light or the system's.")
    session[THEME] = theme
    return redirect(target if _is_ours(target) else url_for("dashboard.repositories.index"))


def identify() -> Response | None:
    """Runs before every page that needs a session. A request that changes something must come from one of our own forms."""
    found = services().catalogue.tokens.of_digest(bytes.fromhex(session.get(_WHO, "")))
    if found is None:
        session.pop(_WHO, None)
        wanted = request.full_path.removesuffix("?") if request.method == "GET" else ""
        return redirect(url_for("dashboard.sessions.sign_in", next=wanted or None))
    g.caller = found
    if request.method == "POST":
        verify()
    return None


def csrf() -> str:
    """The CSRF token that every form of this session contains."""
    if _CSRF not in session:
        session[_CSRF] = secrets.token_urlsafe(24)
    token: str = session[_CSRF]
    return token


def verify() -> None:
    if not compare_digest(csrf().encode(), request.form.get("csrf", "").encode()):
        raise Forbidden("This form belongs to another session, or the session has expired: open the page again.")


def _is_ours(target: str) -> bool:
    """Whether the URL is a page of this dashboard, and not on another host."""
    return target.startswith("/dashboard/") and "\\" not in target
