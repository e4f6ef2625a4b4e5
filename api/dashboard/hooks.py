"""Hooks: creating, rotating and testing them, and each one's progress from its secret to the first graph."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from api.auth import administrator
from api.dashboard.forms import form
from api.dashboard.sessions import identify
from api.hooks import hook_url, register
from api.registration_models import NewHookBody, NewRepositoryBody
from api.repositories import register as register_repository
from api.services import services
from graph.errors import BadInput
from store.hooks import HookRow, NewHook
from store.overview import Arrivals


class Kind(NamedTuple):
    """A kind of hook, and what the user has to set up at the forge for it."""

    forge: str
    scope: str
    title: str
    enter: str  # where the user enters URL and secret
    first: str  # the first event to arrive


KINDS: Final[Mapping[str, Kind]] = {
    f"{each.forge}-{each.scope}": each
    for each in (
        Kind("github", "repository", "GitHub, one repository",
             "Settings → Webhooks → Add webhook: this URL as Payload URL, application/json, the secret, just the push event.",
             "GitHub sends a ping when the webhook is saved."),
        Kind("github", "group", "GitHub, an organisation",
             "The organisation's Settings → Webhooks → Add webhook: this URL, application/json, the secret, the events Pushes, "
             "Repositories and Branch or tag deletion.",
             "GitHub sends a ping when the webhook is saved."),
        Kind("github", "app", "GitHub App",
             "Create the App with the button below: its manifest contains URL, secret and permissions. Then install it.",
             "GitHub sends a ping when the App is created, and an event when it is installed."),
        Kind("gitlab", "repository", "GitLab, one project",
             "Settings → Webhooks → Add new webhook: this URL, the secret as signing token, Push events.",
             "GitLab's button Test → Push events sends one."),
        Kind("gitlab", "group", "GitLab, a group",
             "The group's Settings → Webhooks: this URL, the secret as signing token, Push events, Project and Subgroup events.",
             "GitLab's button Test → Push events sends one."),
        Kind("gitlab", "system", "GitLab system hook",
             "Admin → System hooks: this URL, the secret as signing token, Push events, Repository update events.",
             "GitLab's button Test → Push events sends one."),
    )
}  # fmt: skip

hooks = Blueprint("hooks", __name__, url_prefix="/hooks")
hooks.before_request(identify)


class Step(NamedTuple):
    title: str
    todo: str
    done: datetime | bool | None


@hooks.get("")
def index() -> str:
    return render_template("hooks.html", hooks=services().catalogue.hooks.all(administrator().tenant_id), kinds=KINDS)


@hooks.post("")
def post() -> str:
    who, kind = administrator(), KINDS.get(request.form.get("kind", ""))
    if kind is None:
        raise BadInput("Choose what to connect.")
    body = form(NewHookBody, lists=frozenset({"branches"}), forge=kind.forge, scope=kind.scope)
    made = register(who.tenant_id, body)
    return _page(who.tenant_id, made.hook_id, made=made)


@hooks.get("/<hook_id>")
def show(hook_id: str) -> str:
    return _page(administrator().tenant_id, hook_id)


@hooks.post("/<hook_id>/rotate")
def post_rotate(hook_id: str) -> str:
    """Rotates the secret and shows the new one; it is never shown again."""
    who = administrator()
    return _page(who.tenant_id, hook_id, made=services().catalogue.hooks.rotate(who.tenant_id, hook_id))


@hooks.post("/<hook_id>/test")
def post_test(hook_id: str) -> str:
    who = administrator()
    return _page(who.tenant_id, hook_id, trial=services().try_hook(who.tenant_id, hook_id))


@hooks.post("/<hook_id>/github-app")
def post_github_app(hook_id: str) -> str:
    """Shows the link that creates the App. It works once, for whoever has it."""
    who = administrator()
    link = services().manifests.begin(who.tenant_id, hook_id, request.form.get("organisation", "").strip() or None)
    return _page(who.tenant_id, hook_id, link=link)


@hooks.post("/<hook_id>/repositories")
def post_repository(hook_id: str) -> Response:
    who = administrator()
    register_repository(who.tenant_id, form(NewRepositoryBody, hook_id=hook_id))
    return redirect(url_for("dashboard.hooks.show", hook_id=hook_id))


@hooks.post("/<hook_id>/state")
def post_state(hook_id: str) -> Response:
    found, who = services().catalogue.hooks, administrator()
    change = {"active": found.enable, "disabled": found.disable}.get(request.form.get("state", ""))
    if change is None:
        raise BadInput("A hook can only be enabled or disabled.")
    change(who.tenant_id, hook_id)
    return redirect(url_for("dashboard.hooks.show", hook_id=hook_id))


def _page(
    tenant_id: int, hook_id: str, *, made: NewHook | None = None, trial: Mapping[str, object] | None = None,
    link: str | None = None,
) -> str:  # fmt: skip
    hook = services().catalogue.hooks.show(tenant_id, hook_id)
    arrivals, kind = services().overview.arrivals(tenant_id, hook_id), KINDS.get(f"{hook.forge}-{hook.scope}")
    steps = list(_steps(hook, kind, arrivals)) if kind else []
    return render_template(
        "hook.html",
        hook=hook,
        kind=kind,
        url=hook_url(hook_id),
        steps=steps,
        secret=made.secret if made else None,
        trial=trial,
        link=link,
    )


def _steps(hook: HookRow, kind: Kind, found: Arrivals) -> Iterator[Step]:
    """The steps and whether each is done. A later step that is done proves the earlier ones, whose deliveries may have been
    deleted by now.
    """
    accepted = found.accepted_at or found.published_at
    verified = found.verified_at or accepted
    yield Step("Hook created here", "", hook.created_at)
    yield Step("Entered at the forge", kind.enter, verified)
    yield Step("First verified delivery", kind.first, verified)
    if hook.auto_register is None:
        todo = "Register it below, with its id at the forge."
        yield Step("A repository is registered", todo, found.repositories > 0)
    yield Step("First push arrived", "Push to the default branch.", accepted)
    yield Step("Graph published", "A worker indexes it, usually within seconds.", found.published_at)
