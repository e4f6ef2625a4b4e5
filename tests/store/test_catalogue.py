"""Never mixed: names and tokens lead into one tenant; what opens something is kept as a hash or sealed."""

import secrets

import pytest

from graph.errors import BadInput, BrokenSetup, Conflict, NotFound
from graph.intake import Forge
from store.bridge import Role
from store.keyring import Keyring
from tests.store.conftest import Store


def test_a_token_speaks_for_its_tenant_and_is_not_kept(store: Store) -> None:
    text = store.catalogue.tokens.add(store.tenant, ["read", "index"], label="ci", repositories=[3])
    token = store.catalogue.tokens.find(text)
    assert token is not None
    assert (token.tenant_id, token.tenant, token.scopes) == (store.tenant, "acme", frozenset({"read", "index"}))
    assert token.repositories == frozenset({3})
    assert store.catalogue.tokens.find(text + "x") is None
    row = next(row for row in store.catalogue.tokens.all(store.tenant) if row.label == "ci")
    assert text not in repr(row)
    with pytest.raises(NotFound):
        store.catalogue.tokens.revoke(store.other, row.token_id)
    store.catalogue.tokens.revoke(store.tenant, row.token_id)
    assert store.catalogue.tokens.find(text) is None


def test_a_token_opens_nothing_when_its_days_are_over(store: Store) -> None:
    lasting, over = (store.catalogue.tokens.add(store.tenant, ["read"], days=days) for days in (1, -0.001))
    assert store.catalogue.tokens.find(lasting) is not None
    assert store.catalogue.tokens.find(over) is None


def test_bad_names_scopes_and_doubles_are_refused(store: Store, repo: str) -> None:
    with pytest.raises(BadInput):
        store.catalogue.tenants.add("No Spaces")
    with pytest.raises(BadInput):
        store.catalogue.tokens.add(store.tenant, ["root"])
    with pytest.raises(BadInput):
        store.catalogue.repositories.add(store.tenant, "../etc")
    with pytest.raises(Conflict):
        store.catalogue.tenants.add("acme")
    with pytest.raises(Conflict):
        store.catalogue.repositories.add(store.tenant, repo)
    with pytest.raises(NotFound):
        store.catalogue.tenants.id("nobody")


def test_a_local_repository_is_made_once_and_reused(store: Store) -> None:
    name = f"local-{secrets.token_hex(4)}"
    first = store.catalogue.repositories.ensure(store.tenant, name, "/srv/a")
    assert store.catalogue.repositories.ensure(store.tenant, name, "/srv/b") == first
    assert store.catalogue.repositories.show(store.tenant, name).source == "/srv/b"
    hook_id = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "repository", "https://github.com").hook_id
    store.catalogue.repositories.add(store.tenant, f"{name}-2", hook_id=hook_id, forge_id="1")
    with pytest.raises(Conflict, match="belongs to a hook"):
        store.catalogue.repositories.ensure(store.tenant, f"{name}-2", "/srv/a")


def test_a_removed_repository_frees_its_name(store: Store, repo: str) -> None:
    store.catalogue.repositories.remove(store.tenant, repo)
    with pytest.raises(NotFound):
        store.catalogue.repositories.show(store.tenant, repo)
    store.catalogue.repositories.add(store.tenant, repo)
    assert repo in {repository.name for repository in store.catalogue.repositories.all(store.tenant)}


def test_hooks_of_another_tenant_do_not_exist(store: Store) -> None:
    hook_id = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "repository", "https://github.com").hook_id
    for act in (store.catalogue.hooks.show, store.catalogue.hooks.disable, store.catalogue.hooks.remove):
        with pytest.raises(NotFound):
            act(store.other, hook_id)
    with pytest.raises(NotFound):
        store.catalogue.hooks.put_credential(store.other, hook_id, "token", "x")
    with pytest.raises(NotFound):
        store.catalogue.hooks.map(store.other, hook_id, "group", store.other)
    assert store.catalogue.hooks.all(store.other) == []


def test_secrets_are_sealed_at_rest_and_keys_can_be_replaced(store: Store) -> None:
    new = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "repository", "https://github.com")

    async def stored() -> bytes:
        async with store.bridge.transaction(Role.WORKER, store.tenant) as connection:
            sealed: bytes = await connection.fetchval("select sealed from hook_secrets where hook_id = $1", new.hook_id)
            return sealed

    assert new.secret.encode() not in store.bridge.run(stored())
    assert store.catalogue.sealed.reseal(store.tenant)["hook_secrets"] >= 1
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    assert hook.secrets[0].value == new.secret


def test_a_keyring_opens_with_every_key_and_seals_with_the_newest() -> None:
    old, new = Keyring.new_key(), Keyring.new_key()
    sealed = Keyring([old]).seal("secret")
    assert Keyring([new, old]).open(sealed) == "secret"
    assert Keyring([new]).open(Keyring([new, old]).reseal(sealed)) == "secret"
    with pytest.raises(BrokenSetup):
        Keyring([new]).open(sealed)
    with pytest.raises(BrokenSetup) as refused:
        Keyring(["not a key"])
    assert "not a key" not in str(refused.value)
