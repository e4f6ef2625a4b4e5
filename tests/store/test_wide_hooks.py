"""Never mixed: a hook that serves many tenants gives each its own namespaces, and registers nothing beyond its rule."""

import pytest

from graph import namespaces
from graph.intake import UNMAPPED, Change, Outcome
from tests.store.conftest import Store
from tests.store.forge_events import Wide, wide


@pytest.fixture
def both(store: Store) -> Wide:
    """Serves acme and globex, and registers whatever they have."""
    forge = wide(store, auto_register="*")
    store.catalogue.hooks.map(store.tenant, forge.hook.hook_id, "acme", store.tenant)
    store.catalogue.hooks.map(store.tenant, forge.hook.hook_id, "Globex", store.other)
    return forge


def test_a_push_registers_its_repository_with_the_tenant_of_its_namespace(both: Wide) -> None:
    assert both.push("11", path="acme/app").outcome is Outcome.ACCEPTED
    assert both.push("12", path="globex/labs/app").outcome is Outcome.ACCEPTED
    assert both.of(both.store.tenant) == {"acme/app": "app"}
    assert both.of(both.store.other) == {"globex/labs/app": "app"}
    assert (both.runs(both.store.tenant), both.runs(both.store.other)) == (["app"], ["app"])
    assert both.push("12", path="globex/labs/app").outcome is Outcome.ACCEPTED
    assert both.of(both.store.other) == {"globex/labs/app": "app"}


def test_an_unmapped_namespace_is_ignored_and_says_so(both: Wide) -> None:
    receipt = both.push("13", path="initech/app")
    assert (receipt.outcome, receipt.reason) == (Outcome.IGNORED, UNMAPPED)
    assert both.tell(Change.CREATED, "13", "initech/app").reason == UNMAPPED
    assert "initech/app" not in both.of(both.store.tenant) | both.of(both.store.other)


def test_a_hook_without_a_map_serves_its_own_tenant_within_its_rule(store: Store) -> None:
    forge = wide(store, auto_register="group/*, other/one")
    assert forge.push("1", path="Group/Sub/App.Name").outcome is Outcome.ACCEPTED
    assert forge.push("2", path="other/one").outcome is Outcome.ACCEPTED
    refused = forge.push("3", path="other/two")
    assert (refused.outcome, refused.reason) == (Outcome.IGNORED, "repository is not registered with this hook")
    assert forge.push("4", path="groups/app").outcome is Outcome.IGNORED
    assert forge.push("5").outcome is Outcome.IGNORED  # no path told
    assert set(forge.of(store.tenant)) == {"Group/Sub/App.Name", "other/one"}


def test_without_a_rule_nothing_is_registered(store: Store) -> None:
    assert wide(store).push("1", path="acme/app").outcome is Outcome.IGNORED


def test_ids_are_chosen_without_clashes(store: Store) -> None:
    forge = wide(store, auto_register="*")
    for number, path in enumerate(["lamps/core", "lights/core", "lights/Core", "x/-", "y/_"], start=1):
        assert forge.tell(Change.CREATED, str(number), path).outcome is Outcome.HANDLED
    assert forge.of(store.tenant) == {
        "lamps/core": "core",
        "lights/core": "lights-core",
        "lights/Core": "lights-core-3",
        "x/-": "repository",
        "y/_": "y-_",
    }


def test_a_created_repository_waits_for_its_first_push_and_an_added_one_is_indexed(both: Wide) -> None:
    assert both.tell(Change.CREATED, "21", "globex/new").outcome is Outcome.HANDLED
    assert both.tell(Change.ADDED, "22", "globex/old").outcome is Outcome.ACCEPTED
    assert both.runs(both.store.other) == ["old"]


def test_one_delivery_fans_out_to_every_tenant_that_has_the_repository(both: Wide) -> None:
    store = both.store
    store.catalogue.hooks.map(store.tenant, both.hook.hook_id, "shared", store.tenant)
    store.catalogue.hooks.map(store.tenant, both.hook.hook_id, "shared/lib", store.other)
    for tenant in (store.tenant, store.other):
        store.catalogue.repositories.add(
            tenant,
            "shared-core",
            hook_id=both.hook.hook_id,
            forge_id="31",
            path="shared/lib/core",
            default_branch="main",
        )
    assert both.push("31").outcome is Outcome.ACCEPTED
    assert [both.runs(tenant).count("shared-core") for tenant in (store.tenant, store.other)] == [1, 1]
    both.tell(Change.ARCHIVED, "31")
    assert {both.show("shared-core", tenant).state for tenant in (store.tenant, store.other)} == {"archived"}


def test_a_transfer_into_another_tenants_namespace_takes_the_repository_there(both: Wide) -> None:
    both.push("41", path="globex/tool")
    assert both.tell(Change.MOVED, "41", "acme/tool").outcome is Outcome.ACCEPTED
    assert "acme/tool" in both.of(both.store.tenant)
    assert not {"globex/tool", "acme/tool"} & set(both.of(both.store.other))


def test_a_transfer_out_of_every_namespace_takes_the_repository_away(both: Wide) -> None:
    both.push("42", path="globex/tool")
    receipt = both.tell(Change.MOVED, "42", "initech/tool")
    assert receipt.outcome is Outcome.HANDLED
    assert both.of(both.store.other) == {}
    assert both.push("42", path="initech/tool").reason == UNMAPPED


def test_a_renamed_namespace_stays_with_its_tenant(both: Wide) -> None:
    store = both.store
    both.push("51", path="globex/app")
    both.tell(Change.NAMESPACE_RENAMED, "globex", "globex-inc")
    assert set(both.of(store.other)) == {"globex-inc/app"}
    assert store.catalogue.hooks.namespaces(store.tenant, both.hook.hook_id)["globex-inc"] == store.other
    assert both.push("51").outcome is Outcome.ACCEPTED
    assert both.push("52", path="globex/app").reason == UNMAPPED


def test_a_name_that_was_given_up_means_whoever_has_it_now(both: Wide) -> None:
    """Globex takes the name that acme had: what it pushes must not reach acme."""
    store = both.store
    both.push("61", path="globex/app")
    both.tell(Change.NAMESPACE_RENAMED, "globex", "acme")
    assert both.push("62", path="acme/secret").outcome is Outcome.ACCEPTED
    assert store.catalogue.hooks.namespaces(store.tenant, both.hook.hook_id) == {"acme": store.other}
    assert set(both.of(store.other)) == {"acme/app", "acme/secret"}
    assert "acme/secret" not in both.of(store.tenant)


def test_the_rule_follows_a_renamed_namespace(store: Store) -> None:
    forge = wide(store, auto_register="lamps/*,other/*")
    forge.tell(Change.NAMESPACE_RENAMED, "lamps", "lights")
    assert store.catalogue.hooks.show(store.tenant, forge.hook.hook_id).auto_register == "lights/*,other/*"


@pytest.mark.parametrize(
    "text", ["../x", "a/../b", "a/.", "/a/b", "a//b", "a/b/", "a b/c", "a/b?c", "-a/b", "a", "a/b\n", ""]
)
def test_what_could_lead_elsewhere_is_no_path(text: str) -> None:
    assert not namespaces.is_path(text)


@pytest.mark.parametrize("text", ["a/b", "A-1/.github", "a/b.c_d/e-f", "a/-"])
def test_paths_of_forges_are_paths(text: str) -> None:
    assert namespaces.is_path(text)
