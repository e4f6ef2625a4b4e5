"""Fair and proportional: a burst is a few runs, and a giant's backlog leaves a worker to the others."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from graph.intake import Delivery, Forge, Outcome, Want
from store.intake import Intake
from store.keyring import Keyring
from store.model import TaskState
from store.runs import Runs
from tasks.dispatcher import dispatch_for_ever
from tests.aether.installation import until
from tests.git_http import GitHTTP
from tests.repositories import create
from tests.tasks.workplace import FILES, TENANT, Workplace

BURST, DOUBLED, COMMITS = 500, 100, 50
BACKLOG = 200


@contextmanager
def dispatching(runs: Runs) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=dispatch_for_ever, args=(runs, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_burst_of_pushes_doubled_and_out_of_order_is_a_few_runs(place: Workplace, forge: GitHTTP) -> None:
    trees = [{**FILES, b"app/c.py": f"def c_{number}():\n    return {number}\n".encode()} for number in range(COMMITS)]
    commits = create(forge.directory / TENANT / "burst.git", *trees)
    hook_id = place.catalogue.hooks.add(place.tenant, Forge.GITHUB, "repository", forge.url).hook_id
    place.catalogue.repositories.add(
        place.tenant, "burst", hook_id=hook_id, forge_id="1", path=f"{TENANT}/burst", default_branch="main"
    )
    intake = Intake(place.bridge, Keyring([place.environment["AETHER_ENCRYPTION_KEYS"]]))
    hook = intake.hook(hook_id)
    assert hook is not None
    rng = random.Random("a burst")
    pushes = [(str(uuid4()), rng.choice(commits)) for _ in range(BURST - DOUBLED)]
    told = [*pushes, *rng.choices(pushes, k=DOUBLED)]
    rng.shuffle(told)
    forge.stall = lambda _: True
    with dispatching(place.runs), place.process("aether", "worker", "--concurrency", "2"):
        outcomes = []
        for number, (key, commit) in enumerate(told):
            outcomes.append(intake.record(hook, push(key, commit)).outcome)
            if number == 4 * BURST // 5:  # as long as that takes, the first run goes on; the rest comes while others do
                forge.release.set()
        until(lambda: not place.sql("select from outbox"))
    assert outcomes.count(Outcome.ACCEPTED) == len(pushes)
    (branch,) = place.catalogue.repositories.branches(place.tenant, "burst")
    assert (branch.indexed_commit, branch.run_state) == (commits[-1], "succeeded")
    states = place.sql(
        "select distinct runs.state from runs join repositories r using (tenant_id, repository_id) where r.name = 'burst'"
    )
    assert {row["state"] for row in states} <= {"succeeded", "coalesced"}
    assert place.fence("burst") < 20


def test_a_giants_first_indexes_leave_a_worker_to_another_tenants_push(place: Workplace) -> None:
    giant, small = place.catalogue.tenants.add("giant"), place.catalogue.tenants.add("small")
    source = place.roots / "giant"
    create(source, FILES)
    names = [f"big-{number}" for number in range(BACKLOG)]
    for tenant_id, tenant_names in ((giant, names), (small, ["tiny"])):
        for name in tenant_names:
            place.catalogue.repositories.ensure(tenant_id, name, str(source))
    runs = Runs(place.bridge, Keyring([Keyring.new_key()]), cap=1)
    for name in names:
        runs.request("giant", name, ref="main", full=False, trigger="test")
    with dispatching(runs), place.process("aether", "worker", "--concurrency", "2", AETHER_TENANT_RUNS="1"):
        until(lambda: succeeded(place, giant) >= 3)
        before = succeeded(place, giant)
        run_id = runs.request("small", "tiny", ref="main", full=False, trigger="test")
        until(lambda: runs.status(small, run_id).state is TaskState.SUCCESS)
        meanwhile = succeeded(place, giant) - before
        most = place.sql(
            "select count(*) as branches from branches where lease_until > now() and tenant_id = " + str(giant)
        )
    place.sql("delete from outbox")
    place.broker.flushdb()
    assert meanwhile <= 10, f"{meanwhile} first indexes of the giant were done before the one push of the other"
    assert most[0]["branches"] <= 1


def push(key: str, commit: str) -> Delivery:
    want = Want("1", "refs/heads/main", commit, "main")
    return Delivery(key, "push", Outcome.ACCEPTED, "", {}, "0" * 64, [want])


def succeeded(place: Workplace, tenant_id: int) -> int:
    found: int = place.sql(f"select count(*) as runs from runs where tenant_id = {tenant_id} and state = 'succeeded'")[
        0
    ]["runs"]
    return found
