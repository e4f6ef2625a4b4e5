"""True: what a forge tells besides pushes holds here too, and a graph stays with its repository whatever that is called."""

import pytest

from graph.errors import NotFound
from graph.intake import Change, Delivery, Effect, Forge, Outcome, Want
from tests.store.conftest import Store
from tests.store.forge_events import Wide, scalar, wide


@pytest.fixture
def forge(store: Store) -> Wide:
    return wide(store)


def test_a_renamed_repository_keeps_its_graph_and_is_cloned_from_its_new_path(forge: Wide) -> None:
    name, number = forge.add("acme/torch")
    forge.push(number)
    before = forge.branches(name)["main"].graph_id
    assert forge.tell(Change.MOVED, number, "acme/lantern").outcome is Outcome.HANDLED
    assert forge.push(number).outcome is Outcome.ACCEPTED
    assert forge.branches(name)["main"].graph_id == before
    run = forge.store.runs.recent(forge.store.tenant, name)[0].run_id
    claim = forge.store.runs.claim(run, "worker")
    assert claim is not None
    assert claim.path == "acme/lantern"


def test_a_removed_repository_is_gone_and_its_name_is_free(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    assert forge.tell(Change.REMOVED, number).outcome is Outcome.HANDLED
    with pytest.raises(NotFound):
        forge.show(name)
    assert forge.push(number).outcome is Outcome.IGNORED
    assert forge.tell(Change.REMOVED, number).outcome is Outcome.IGNORED  # told twice


def test_an_archived_repository_is_not_indexed_until_it_is_unarchived(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    forge.push(number)
    forge.tell(Change.ARCHIVED, number)
    assert forge.show(name).state == "archived"
    refused = forge.push(number)
    assert (refused.outcome, refused.reason) == (Outcome.IGNORED, "the repository is archived or suspended here")
    runs = len(forge.runs(forge.store.tenant))
    assert forge.tell(Change.UNARCHIVED, number).outcome is Outcome.ACCEPTED
    assert forge.show(name).state == "active"
    assert len(forge.runs(forge.store.tenant)) == runs + 1


def test_visibility_is_kept(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    assert forge.show(name).visibility is None
    forge.tell(Change.VISIBILITY, number, "private")
    assert forge.show(name).visibility == "private"


def test_another_default_branch_is_indexed_and_the_former_is_retired(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    forge.push(number)
    assert forge.tell(Change.DEFAULT_BRANCH, number, "trunk").outcome is Outcome.ACCEPTED
    assert {branch: row.state for branch, row in forge.branches(name).items()} == {"main": "retired", "trunk": "active"}
    assert forge.show(name).default_branch == "trunk"


def test_a_deleted_branch_is_retired_and_a_push_brings_its_graph_back(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    forge.push(number)
    graph = forge.branches(name)["main"].graph_id
    assert forge.tell(Change.BRANCH_DELETED, number, "refs/heads/main").outcome is Outcome.HANDLED
    retired_at = "select retired_at from branches where graph_id = $1"
    assert scalar(forge.store, forge.store.tenant, retired_at, graph) is not None
    assert forge.branches(name)["main"].state == "retired"
    assert forge.push(number).outcome is Outcome.ACCEPTED
    assert (forge.branches(name)["main"].state, forge.branches(name)["main"].graph_id) == ("active", graph)
    assert scalar(forge.store, forge.store.tenant, retired_at, graph) is None


def test_one_delivery_moves_a_branch_and_retires_another(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    gone = Effect(Change.BRANCH_DELETED, number, "refs/heads/old")
    assert forge.send(Want(number, "refs/heads/main", None), effects=(gone,)).outcome is Outcome.ACCEPTED
    assert set(forge.branches(name)) == {"main"}


def test_a_renamed_namespace_renames_the_paths_below_it_and_no_others(forge: Wide) -> None:
    below, beside = forge.add("Lamps/oil/a")[0], forge.add("lampshades/b")[0]
    other = wide(forge.store)
    elsewhere = other.add("lamps/c")[0]
    forge.tell(Change.NAMESPACE_RENAMED, "lamps", "lights")
    assert [forge.show(name).path for name in (below, beside, elsewhere)] == ["lights/oil/a", "lampshades/b", "lamps/c"]


def test_an_installation_is_suspended_resumed_and_removed_with_its_repositories(forge: Wide) -> None:
    (name, number), (other, _) = forge.add("acme/a"), forge.add("globex/b")
    archived, archived_number = forge.add("acme/c")
    forge.tell(Change.ARCHIVED, archived_number)
    forge.tell(Change.NAMESPACE_SUSPENDED, "Acme")
    assert [forge.show(each).state for each in (name, archived, other)] == ["suspended", "archived", "active"]
    assert forge.push(number).outcome is Outcome.IGNORED
    forge.tell(Change.NAMESPACE_RESUMED, "acme")
    assert [forge.show(each).state for each in (name, archived, other)] == ["active", "archived", "active"]
    forge.tell(Change.NAMESPACE_REMOVED, "acme")
    assert forge.of(forge.store.tenant) == {"globex/b": other}


def test_a_webhook_that_was_deleted_at_the_forge_is_disabled(forge: Wide) -> None:
    assert forge.tell(Change.HOOK_DELETED).outcome is Outcome.HANDLED
    assert forge.store.intake.hook(forge.hook.hook_id) is None
    assert forge.store.catalogue.hooks.show(forge.store.tenant, forge.hook.hook_id).state == "disabled"
    forge.store.catalogue.hooks.enable(forge.store.tenant, forge.hook.hook_id)
    assert forge.store.intake.hook(forge.hook.hook_id) is not None


@pytest.mark.parametrize(
    "change",
    [
        Change.REMOVED,
        Change.ARCHIVED,
        Change.UNARCHIVED,
        Change.VISIBILITY,
        Change.DEFAULT_BRANCH,
        Change.BRANCH_DELETED,
        Change.MOVED,
        Change.CREATED,
        Change.ADDED,
    ],
)
def test_what_is_told_of_an_unknown_repository_is_ignored_with_a_reason(forge: Wide, change: Change) -> None:
    receipt = forge.tell(change, "404", "private" if change is Change.VISIBILITY else "some/where")
    assert (receipt.outcome, receipt.reason) == (Outcome.IGNORED, "repository is not registered with this hook")


def test_another_hook_of_the_same_number_is_another_repository(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    other = wide(forge.store)
    assert other.tell(Change.REMOVED, number).outcome is Outcome.IGNORED
    assert forge.show(name).state == "active"


def test_a_captured_body_of_github_does_not_undo_what_came_after_it(store: Store) -> None:
    """Neither key nor time of GitHub's deliveries is signed."""
    new = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "group", "https://github.com")
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    forge = Wide(store, hook)
    name, number = forge.add("acme/a")

    def send(change: Change, body: str, value: str = "") -> Outcome:
        effects = (Effect(change, number, value),)
        delivery = Delivery(None, "repository", Outcome.HANDLED, "", {}, body * 64, (), effects)
        return store.intake.record(hook, delivery).outcome

    assert send(Change.ARCHIVED, "a") is Outcome.HANDLED
    assert send(Change.UNARCHIVED, "b") is Outcome.ACCEPTED
    assert send(Change.ARCHIVED, "a") is Outcome.IGNORED
    assert forge.show(name).state == "active"
    for _ in range(2):  # made again between the two: nothing in the body tells that
        assert send(Change.BRANCH_DELETED, "c", "refs/heads/x") is Outcome.HANDLED
