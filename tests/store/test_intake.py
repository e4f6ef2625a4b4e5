"""Never lost: what a delivery wants stands beside it in one transaction; only the forge's own key makes a duplicate."""

import secrets
from typing import NamedTuple

import pytest

from graph.errors import RepositoryParseError
from graph.intake import Delivery, Forge, Hook, Outcome, SecretKind, Want
from store.bridge import Role
from tests.store.build import delta
from tests.store.conftest import Store


class Registered(NamedTuple):
    hook: Hook
    repo: str
    forge_id: str


@pytest.fixture
def registered(store: Store) -> Registered:
    new = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "repository", "https://github.com")
    forge_id, name = str(secrets.randbits(40)), f"repo-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(
        store.tenant, name, hook_id=new.hook_id, forge_id=forge_id, path=f"acme/{name}", default_branch="main"
    )
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    return Registered(hook, name, forge_id)


def push(*wants: Want, key: str | None = None, outcome: Outcome = Outcome.ACCEPTED) -> Delivery:
    return Delivery(key, "push", outcome, "", {"x-github-event": "push"}, "0" * 64, wants)


def run_ids(store: Store, tenant: int) -> list[str]:
    async def ask() -> list[str]:
        async with store.bridge.transaction(Role.READER, tenant) as connection:
            rows = await connection.fetch("select run_id::text from runs where trigger = 'webhook' order by created_at")
            return [row["run_id"] for row in rows]

    return store.bridge.run(ask())


def test_a_hook_is_found_with_its_secrets(store: Store) -> None:
    new = store.catalogue.hooks.add(store.tenant, Forge.GITLAB, "group", "https://gitlab.com/", kind=SecretKind.TOKEN)
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    assert (hook.tenant_id, hook.forge, hook.scope) == (store.tenant, Forge.GITLAB, "group")
    assert [secret.value for secret in hook.secrets] == [new.secret]
    assert new.secret not in repr(hook) + repr(new)
    assert store.intake.hook("no-such-hook") is None


def test_a_rotation_keeps_the_old_secret_for_a_while(store: Store, registered: Registered) -> None:
    hook_id = registered.hook.hook_id
    new = store.catalogue.hooks.rotate(store.tenant, hook_id, grace=3600)
    hook = store.intake.hook(hook_id)
    assert hook is not None
    assert [secret.value for secret in hook.secrets] == [registered.hook.secrets[0].value, new.secret]
    newest = store.catalogue.hooks.rotate(store.tenant, hook_id, secret="one of my own choice", grace=0)
    hook = store.intake.hook(hook_id)
    assert hook is not None
    assert newest.secret in {secret.value for secret in hook.secrets}
    assert new.secret not in {secret.value for secret in hook.secrets}


def test_disabled_and_removed_hooks_answer_nothing(store: Store, registered: Registered) -> None:
    hook_id = registered.hook.hook_id
    store.catalogue.hooks.disable(store.tenant, hook_id)
    assert store.intake.hook(hook_id) is None
    store.catalogue.hooks.enable(store.tenant, hook_id)
    assert store.intake.hook(hook_id) is not None
    store.catalogue.hooks.remove(store.tenant, hook_id)
    assert store.intake.hook(hook_id) is None


def test_a_push_starts_a_run_for_its_commit(store: Store, registered: Registered) -> None:
    receipt = store.intake.record(registered.hook, push(Want(registered.forge_id, "refs/heads/main", "c" * 40)))
    assert receipt.outcome is Outcome.ACCEPTED
    run = run_ids(store, store.tenant)[-1]
    claim = store.runs.claim(run, "worker")
    assert claim is not None
    assert (claim.repo, claim.branch, claim.wanted_commit) == (registered.repo, "main", "c" * 40)
    assert (claim.forge, claim.base_url, claim.path) == ("github", "https://github.com", f"acme/{registered.repo}")
    assert claim.credential is None


def test_one_push_that_waits_is_a_move_and_of_several_none_is_a_hint(store: Store, registered: Registered) -> None:
    def push_on(before: str | None, after: str) -> None:
        want = Want(registered.forge_id, "refs/heads/main", after * 40, before=before and before * 40)
        store.intake.record(registered.hook, push(want))

    def move() -> tuple[str | None, str | None]:
        claim = store.runs.claim(run_ids(store, store.tenant)[-1], "worker")
        assert claim is not None
        store.graph.publish(claim, delta((claim.wanted_commit or "f")[0], [], whole=True), "1")
        store.runs.finish(claim, {"success": True})
        return claim.wanted_from and claim.wanted_from[0], claim.wanted_commit and claim.wanted_commit[0]

    push_on(None, "a")
    assert move() == (None, "a"), "a new branch"
    push_on("a", "b")
    assert move() == ("a", "b")
    push_on("b", "c")
    push_on("7", "f")
    assert move()[1] is None, "the one that came last need not be the newest"
    push_on("f", "9")
    assert move() == ("f", "9"), "the branch was indexed where this one begins"


def test_a_claim_brings_the_clone_credential_and_does_not_show_it(store: Store, registered: Registered) -> None:
    store.catalogue.hooks.put_credential(store.tenant, registered.hook.hook_id, "token", "ghp_secret")
    store.intake.record(registered.hook, push(Want(registered.forge_id, "refs/heads/main", None)))
    claim = store.runs.claim(run_ids(store, store.tenant)[-1], "worker")
    assert claim is not None
    assert claim.credential is not None
    assert (claim.credential.kind, claim.credential.value) == ("token", "ghp_secret")
    assert "ghp_secret" not in repr(claim)


@pytest.mark.parametrize("ref", ["refs/heads/topic", "refs/tags/v1"])
def test_the_branch_policy_ignores_other_refs(store: Store, registered: Registered, ref: str) -> None:
    receipt = store.intake.record(registered.hook, push(Want(registered.forge_id, ref, None)))
    assert receipt.outcome is Outcome.IGNORED
    assert "branch policy" in receipt.reason


def test_globs_of_the_hook_widen_the_policy(store: Store) -> None:
    new = store.catalogue.hooks.add(
        store.tenant, Forge.GITHUB, "repository", "https://github.com", branch_globs=["main", "release/*"]
    )
    store.catalogue.repositories.add(
        store.tenant, f"repo-{secrets.token_hex(4)}", hook_id=new.hook_id, forge_id="7", default_branch="main"
    )
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    assert store.intake.record(hook, push(Want("7", "refs/heads/release/1", None))).outcome is Outcome.ACCEPTED
    assert store.intake.record(hook, push(Want("7", "refs/heads/topic", None))).outcome is Outcome.IGNORED
    before = len(run_ids(store, store.tenant))
    assert store.intake.record(hook, push(Want("7", None, None))).outcome is Outcome.ACCEPTED
    assert len(run_ids(store, store.tenant)) == before + 1


def test_an_unknown_repository_is_ignored_with_a_reason(store: Store, registered: Registered) -> None:
    receipt = store.intake.record(registered.hook, push(Want("0", "refs/heads/main", None)))
    assert (receipt.outcome, receipt.reason) == (Outcome.IGNORED, "repository is not registered with this hook")


def test_the_same_key_is_a_duplicate_and_the_same_body_is_not(store: Store, registered: Registered) -> None:
    want = Want(registered.forge_id, "refs/heads/main", None)
    first = store.intake.record(registered.hook, push(want, key="guid-1"))
    again = store.intake.record(registered.hook, push(want, key="guid-1"))
    assert (again.outcome, again.delivery_id) == (Outcome.DUPLICATE, first.delivery_id)
    assert store.intake.record(registered.hook, push(want)).outcome is Outcome.ACCEPTED
    assert store.intake.record(registered.hook, push(want)).outcome is Outcome.ACCEPTED


def test_a_second_attempt_counts_when_the_first_ones_run_failed(store: Store, registered: Registered) -> None:
    delivery = push(Want(registered.forge_id, "refs/heads/main", None), key="guid-2")
    first = store.intake.record(registered.hook, delivery)
    claim = store.runs.claim(run_ids(store, store.tenant)[-1], "worker")
    assert claim is not None
    store.runs.fail(claim, RepositoryParseError("broken"), None)
    second = store.intake.record(registered.hook, delivery)
    assert second.outcome is Outcome.ACCEPTED
    assert second.delivery_id != first.delivery_id
    assert store.intake.record(registered.hook, delivery).outcome is Outcome.DUPLICATE


def test_a_second_attempt_counts_when_the_first_one_came_to_nothing(store: Store, registered: Registered) -> None:
    """A person registers the repository and presses "Redeliver", which sends the same key."""
    delivery = push(Want("77", "refs/heads/main", None), key="guid-3")
    assert store.intake.record(registered.hook, delivery).outcome is Outcome.IGNORED
    store.catalogue.repositories.add(
        store.tenant, f"repo-{secrets.token_hex(4)}", hook_id=registered.hook.hook_id, forge_id="77", path="acme/late"
    )

    assert store.intake.record(registered.hook, delivery).outcome is Outcome.ACCEPTED
    assert store.intake.record(registered.hook, delivery).outcome is Outcome.DUPLICATE


def test_what_asks_for_nothing_is_a_duplicate_all_the_same(store: Store, registered: Registered) -> None:
    delivery = push(key="guid-4", outcome=Outcome.IGNORED)
    store.intake.record(registered.hook, delivery)
    assert store.intake.record(registered.hook, delivery).outcome is Outcome.DUPLICATE


def test_a_ping_is_recorded_and_starts_nothing(store: Store, registered: Registered) -> None:
    before = run_ids(store, store.tenant)
    receipt = store.intake.record(registered.hook, push(outcome=Outcome.PING))
    assert receipt.outcome is Outcome.PING
    assert receipt.delivery_id
    assert run_ids(store, store.tenant) == before


def test_a_wide_hook_reaches_only_the_namespaces_given_to_a_tenant(store: Store) -> None:
    new = store.catalogue.hooks.add(store.tenant, Forge.GITLAB, "group", "https://gitlab.example.com")
    store.catalogue.hooks.put_credential(store.tenant, new.hook_id, "token", "glpat")
    for forge_id, path in (("1", "globex/app"), ("2", "acme/secret")):
        store.catalogue.repositories.add(
            store.other, f"r-{secrets.token_hex(4)}", hook_id=new.hook_id, forge_id=forge_id, path=path
        )
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    pushes = [push(Want(forge_id, "refs/heads/main", None)) for forge_id in ("1", "2")]
    assert {store.intake.record(hook, one).outcome for one in pushes} == {Outcome.IGNORED}
    store.catalogue.hooks.map(store.tenant, new.hook_id, "globex", store.other)
    assert store.catalogue.hooks.namespaces(store.tenant, new.hook_id) == {"globex": store.other}
    assert [store.intake.record(hook, one).outcome for one in pushes] == [Outcome.ACCEPTED, Outcome.IGNORED]
    claim = store.runs.claim(run_ids(store, store.other)[-1], "worker")
    assert claim is not None
    assert (claim.tenant, claim.path) == ("globex", "globex/app")
    assert claim.credential is not None


def test_whoever_knows_a_hooks_id_cannot_borrow_its_credential(store: Store, registered: Registered) -> None:
    store.catalogue.hooks.put_credential(store.tenant, registered.hook.hook_id, "token", "ghp_secret")
    name = f"r-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(
        store.other, name, hook_id=registered.hook.hook_id, forge_id="9", path="acme/secret"
    )
    run = store.runs.request("globex", name, ref=None, full=False, trigger="manual", idempotency_key=None)
    claim = store.runs.claim(run, "worker")
    assert claim is not None
    assert (claim.base_url, claim.credential) == (None, None)


def test_ready_answers(store: Store) -> None:
    store.intake.ready()
