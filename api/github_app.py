"""The two pages with which an administrator creates a GitHub App, and the endpoint that makes the link to the first of them.

A browser sends no bearer token: the sealed state in the link identifies the hook. The second page also requires the first
one's cookie, so that nobody can send an administrator's browser there with someone else's App.
"""

from hashlib import sha256
from hmac import compare_digest

from flask import Response, make_response, render_template_string, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from api.auth import SECURITY, administrator, identify
from api.models import PROBLEMS, Strict, Word
from api.registration_models import HookPath
from api.services import services
from graph.errors import Unauthorised
from tasks.app_manifest import CREATED, LASTS, PAGE

_COOKIE = "aether-github-app"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Make the GitHub App</title>
<h1>Make the GitHub App</h1>
<p>GitHub will show what it may do: read contents and metadata. Its key comes back here and is kept sealed.</p>
<form method="post" action="{{ form.action }}"><input type="hidden" name="manifest" value="{{ form.manifest }}">
<button>Continue on GitHub</button></form></html>"""
_DONE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>The GitHub App is made</title>
<h1>{{ made.name }} is made</h1>
<p>Next: <a href="{{ made.installed_at }}">install it</a> on the repositories that it may read.</p></html>"""


class ManifestBody(Strict):
    organisation: Word | None = Field(
        None, description="The organisation that owns the App; by default, the person who opens the link."
    )


class ManifestLink(BaseModel):
    url: str = Field(description="Open it in a browser. Whoever has it can create the hook's App, once.")
    expires_in: int = Field(description="Seconds.")


class StateQuery(Strict):
    state: str = Field(min_length=1, max_length=2048, pattern=r"^[A-Za-z0-9_=-]+$")


class CodeQuery(StateQuery):
    code: str = Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")


_HTML = {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "A page."}
_TAGS = [Tag(name="github app")]

links = APIBlueprint("github_app_links", __name__, abp_tags=_TAGS, abp_security=SECURITY, abp_responses=PROBLEMS)
links.before_request(identify)
pages = APIBlueprint("github_app_pages", __name__, abp_tags=_TAGS, abp_responses=PROBLEMS)


@links.post("/hooks/<hook_id>/github-app", responses={201: ManifestLink})
def post_github_app(path: HookPath, body: ManifestBody) -> tuple[dict[str, object], int]:
    """A link to the page that creates this hook's App from a manifest."""
    url = services().manifests.begin(administrator().tenant_id, path.hook_id, body.organisation)
    return {"url": url, "expires_in": LASTS}, 201


@pages.get(PAGE, responses={200: _HTML})
def get_github_app(query: StateQuery) -> Response:
    """The form that submits the manifest to GitHub."""
    page = _page(render_template_string(_FORM, form=services().manifests.form(query.state)))
    secure = services().public_url.startswith("https:")
    page.set_cookie(_COOKIE, _mark(query.state), max_age=LASTS, path=PAGE, secure=secure, httponly=True, samesite="Lax")
    return page


@pages.get(CREATED, responses={200: _HTML})
def get_github_app_created(query: CodeQuery) -> Response:
    """Where GitHub redirects the browser, with a code for the App's key."""
    if not compare_digest(request.cookies.get(_COOKIE, "").encode(), _mark(query.state).encode()):
        raise Unauthorised(
            "This browser did not start the process: open the link from `aether hook manifest HOOK` in it."
        )
    page = _page(render_template_string(_DONE, made=services().manifests.complete(query.state, query.code)))
    page.delete_cookie(_COOKIE, path=PAGE)
    return page


def _page(html: str) -> Response:
    return make_response(html, 200, {**_HEADERS, "Content-Type": "text/html; charset=utf-8"})


def _mark(state: str) -> str:
    return sha256(state.encode()).hexdigest()
