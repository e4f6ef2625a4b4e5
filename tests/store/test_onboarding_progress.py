"""Never lost: of an organisation that was connected, every repository is counted: indexed, failed, at work or waiting."""

from graph.errors import NotARepository
from graph.intake import Forge
from store.model import Claim
from store.onboarding import Onboarding, Progress
from tests.store.build import delta, owner
from tests.store.conftest import Store
from tests.store.test_housekeeping import admin


def claim(store: Store, repo: str) -> Claim:
    found = store.runs.claim(store.runs.recent(store.tenant, repo)[0].run_id, "worker")
    assert found is not None
    return found


def test_each_repository_is_counted_once_and_the_pace_tells_how_long_it_takes(store: Store) -> None:
    hook_id = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "group", "https://github.com").hook_id
    names = [f"onboarded-{number}" for number in range(6)]
    for number, name in enumerate(names):
        store.catalogue.repositories.add(
            store.tenant, name, hook_id=hook_id, forge_id=str(number), default_branch="main"
        )
    for name in names[:5]:  # the last one is empty
        store.runs.request("acme", name, ref=None, full=False, trigger="connect")
    assert counts(look(store, hook_id)) == (5, 0, 0, 0, 5)
    assert look(store, hook_id).seconds_left is None
    for name in names[:2]:
        leader = claim(store, name)
        store.graph.publish(leader, delta("1", [owner("a.py")], whole=True))
        store.runs.finish(leader, {"success": True})
    store.runs.fail(claim(store, names[2]), NotARepository("it is gone"), None)
    claim(store, names[3])
    admin(store, "update runs set started_at = now() - interval '60 seconds' where state = 'succeeded'")
    progress = look(store, hook_id)
    assert counts(progress) == (5, 2, 1, 1, 1)
    assert 0 < progress.per_minute <= 2.0  # two, of which the first began a minute ago
    assert progress.seconds_left is not None
    assert progress.seconds_left >= 60
    assert [(each.repo, each.state, each.error_code) for each in progress.unfinished] == [
        (names[2], "failed", "not_a_repository"), (names[3], "at_work", None), (names[4], "waiting", None),
    ]  # fmt: skip
    assert counts(look(store, "another")) == (0, 0, 0, 0, 0)


def look(store: Store, hook_id: str) -> Progress:
    return Onboarding(store.bridge).progress(store.tenant, hook_id)


def counts(progress: Progress) -> tuple[int, ...]:
    return progress[:5]
