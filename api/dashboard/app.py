"""Registers the pages on the application. The session cookie's path covers only them: the API never receives it."""

from datetime import timedelta
from typing import Final

from flask import Blueprint, Flask, redirect, url_for
from werkzeug import Response

from api.dashboard import failures, words
from api.dashboard.administration import administration
from api.dashboard.change import change
from api.dashboard.deliveries import deliveries
from api.dashboard.hooks import hooks
from api.dashboard.pulls import pulls
from api.dashboard.repositories import repositories
from api.dashboard.runs import runs
from api.dashboard.sessions import sessions
from api.dashboard.symbols import symbols
from api.dashboard.watches import watches
from api.services import services
from graph.errors import AetherError

PREFIX: Final = "/dashboard"
LASTS: Final = timedelta(days=7)  # counted from the last page viewed
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def dashboard(app: Flask) -> None:
    with app.app_context():
        newest, *older = services().session_keys
        app.config.update(
            SECRET_KEY=newest,
            SECRET_KEY_FALLBACKS=older,
            SESSION_COOKIE_NAME="aether",
            SESSION_COOKIE_PATH=PREFIX,
            SESSION_COOKIE_SAMESITE="Lax",  # sent when a link on another site is followed, not with its forms
            SESSION_COOKIE_SECURE=services().public_url.startswith("https:"),
            PERMANENT_SESSION_LIFETIME=LASTS,
        )
    app.register_blueprint(_pages(), url_prefix=PREFIX)
    app.add_url_rule("/", "home", lambda: redirect(url_for("dashboard.repositories.index")))


def _pages() -> Blueprint:
    pages = Blueprint("dashboard", __name__, template_folder="templates", static_folder="static")
    for part in (sessions, repositories, runs, symbols, change, pulls, watches, deliveries, hooks, administration):
        pages.register_blueprint(part)
    pages.register_error_handler(AetherError, failures.page)
    pages.register_error_handler(Exception, failures.unforeseen)
    pages.after_request(_protect)
    pages.context_processor(words.context)
    for name, word in words.FILTERS.items():
        pages.add_app_template_filter(word, name)
    return pages


def _protect(response: Response) -> Response:
    """Sets the headers of every page; pages that need a session must not be cached."""
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
