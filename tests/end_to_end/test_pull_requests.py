"""True: what a request would change is what its merge then changes. Never mixed: only for hooks that ask, only for their tenant."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from graph.intake import Forge
from tests.aether.commands import Shell
from tests.aether.installation import until
from tests.end_to_end.service import WAIT, Registered, Service
from tests.git_http import GitHTTP
from tests.repositories import Files, commit, create, git
from webhook import signatures

HELP = b"".join(b"# line %d\n" % number for number in range(12))
BASE: Files = {
    b"shop/__init__.py": b"",
    b"shop/cart.py": b"def total(items):\n    return add(items)\n\n\ndef add(items):\n    return sum(items)\n" + HELP,
    b"shop/order.py": b"from shop.cart import total\n\n\ndef pay(items):\n    return total(items)\n",
    b"tests/test_order.py": b"from shop.order import pay\n\n\ndef test_pay():\n    pay([])\n",
}
OURS: Files = {**BASE, b"shop/cart.py": BASE[b"shop/cart.py"] + b"\n\ndef late(items):\n    return add(items)\n"}  # type: ignore[operator]
THEIRS: Files = {
    **BASE,
    b"shop/cart.py": b"def sum_up(items, tax):\n    return add(items)\n\n\ndef add(items):\n    return sum(items)\n"
    + HELP,
    b"shop/tax.py": b"from shop.cart import sum_up\n\n\ndef taxed(items):\n    return sum_up(items, 1)\n",
}
CONTRARY: Files = {**BASE, b"shop/cart.py": BASE[b"shop/cart.py"] + b"\n\ndef never(items):\n    return 0\n"}  # type: ignore[operator]
OF_WHEN = {"from_commit", "to_commit", "published_at", "pushes", "freshness"}


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHTTP]:
    with GitHTTP(tmp_path_factory.mktemp("forge")) as server:
        yield server


@pytest.fixture(scope="module")
def service(forge: GitHTTP, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service") / "data", forge.host) as running:
        yield running


class Shop:
    """A repository at a forge, indexed, whose base has moved on since a request left it."""

    def __init__(self, service: Service, forge: GitHTTP, tenant: str, number: str, *, pulls: bool = True) -> None:
        self.service, self.number = service, number
        self.source: Path = forge.directory / tenant / "shop.git"
        (self.left,) = create(self.source, BASE)
        self.who: Registered = service.register(tenant, "shop", f"{tenant}/shop", number)
        service.found.catalogue.hooks.ask_pulls(self.tenant_id, self.who.hook_id, wanted=pulls)
        self.push(OURS)

    @property
    def tenant_id(self) -> int:
        return self.service.found.catalogue.tenants.id(self.who.tenant)

    def push(self, files: Files) -> None:
        self.base = commit(self.source, files)
        self.arrive()

    def arrive(self) -> None:
        assert self.service.push(self.who, self.number, self.base)[0] == 202
        self.service.indexed(self.who, self.base)

    def propose(self, files: Files, ref: str) -> str:
        """A head that only the forge's own ref leads to, as that of a fork."""
        head = commit(self.source, files, branch="elsewhere", onto=self.left)
        git(self.source, "update-ref", ref, head)
        git(self.source, "update-ref", "-d", "refs/heads/elsewhere")
        return head

    def tell(self, action: str, number: int, head: str, at: str = "2026-11-30T12:00:00Z") -> tuple[int, dict[str, Any]]:
        pull = {"number": number, "updated_at": at, "base": {"ref": "main"}, "head": {"sha": head}}
        document = {"action": action, "number": number, "pull_request": pull, "repository": {"id": int(self.number)}}
        return self.service.deliver(self.who, "pull_request", document)

    def ask(self, number: int) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.who.token}"}
        return self.service.call(f"/repositories/shop/pulls/{number}", headers=headers)

    def answered(self, number: int, head: str) -> dict[str, Any]:
        deadline = time.monotonic() + WAIT
        while True:
            status, found = self.ask(number)
            if status == 200 and found["current"] and head in {found["head_commit"], found["error"] and found["head"]}:
                return found
            assert time.monotonic() < deadline, found
            self.service.found.runs.listen(0.2)

    def merge(self, head: str) -> None:
        """As the forge's button does."""
        tree = git(self.source, "merge-tree", "--write-tree", "main", head)
        who = "-c", "user.name=T", "-c", "user.email=t@example.invalid"
        self.base = git(self.source, *who, "commit-tree", tree, "-p", "main", "-p", head, "-m", "merge")
        git(self.source, "update-ref", "refs/heads/main", self.base)
        self.arrive()

    def changed(self) -> Mapping[str, Any]:
        return self.service.get("/repositories/shop/changes", self.who.token)


def lists(change: Mapping[str, Any]) -> dict[str, Any]:
    return {name: found for name, found in change.items() if name not in OF_WHEN}


def test_the_answer_of_a_request_is_the_change_that_its_merge_makes(service: Service, forge: GitHTTP) -> None:
    shop = Shop(service, forge, "merging", "70")
    head = shop.propose(THEIRS, "refs/pull/7/head")

    told = shop.tell("opened", 7, head)
    found = shop.answered(7, head)
    shop.merge(head)

    assert told[0] == 202, told
    assert (found["state"], found["conflicts"], found["merge_base"]) == ("answered", [], shop.left)
    assert found["change"]["counts"]["unresolved"] == 1  # shop/order.py imports what is called otherwise now
    assert lists(found["change"]) == lists(shop.changed())
    moved = shop.ask(7)[1]
    assert (moved["base_moved"], moved["current"], moved["base_commit"]) == (True, False, found["base_commit"])
    assert moved["change"] == found["change"]


def test_only_the_newest_head_counts_and_what_is_closed_is_gone(service: Service, forge: GitHTTP) -> None:
    shop = Shop(service, forge, "newest", "71")
    old = shop.propose(BASE, "refs/pull/7/head")
    new = shop.propose(THEIRS, "refs/pull/7/head")
    shop.tell("synchronize", 7, new, "2026-11-30T12:00:01Z")
    assert shop.answered(7, new)["state"] == "answered"

    late = shop.tell("opened", 7, old, "2026-11-30T12:00:00Z")

    assert late[0] == 202
    assert shop.ask(7)[1]["head"] == new
    assert shop.tell("closed", 7, new, "2026-11-30T12:00:02Z")[1]["outcome"] == "handled"
    assert shop.ask(7)[0] == 404
    shop.tell("synchronize", 7, new, "2026-11-30T12:00:01Z")
    assert shop.ask(7)[0] == 404
    shop.tell("reopened", 7, new, "2026-11-30T12:00:03Z")
    assert shop.answered(7, new)["state"] == "answered"


def test_a_conflict_is_told_by_its_paths(service: Service, forge: GitHTTP) -> None:
    shop = Shop(service, forge, "conflicting", "72")
    head = shop.propose(CONTRARY, "refs/pull/9/head")

    shop.tell("opened", 9, head)
    found = shop.answered(9, head)

    assert (found["state"], found["conflicts"], found["change"]) == ("conflicts", ["shop/cart.py"], None)


def test_a_hook_that_does_not_ask_is_told_nothing(service: Service, forge: GitHTTP) -> None:
    shop = Shop(service, forge, "silent", "73", pulls=False)
    other = Shop(service, forge, "other", "74")
    head = other.propose(THEIRS, "refs/pull/7/head")
    other.tell("opened", 7, head)
    other.answered(7, head)

    status, answer = shop.tell("opened", 7, shop.propose(THEIRS, "refs/pull/7/head"))

    assert (status, answer["outcome"]) == (200, "ignored"), answer
    assert answer["reason"] == "this hook does not ask for pull and merge requests"
    assert shop.ask(7)[0] == 404  # nor is another tenant's told of


def test_a_merge_request_of_gitlab_by_command_and_on_its_page(
    service: Service, forge: GitHTTP, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = service.found.catalogue
    shop = Shop(service, forge, "merge-request", "75")
    hook = catalogue.hooks.add(shop.tenant_id, Forge.GITLAB, "repository", forge.url, pulls=True)
    catalogue.repositories.add(
        shop.tenant_id, "lab", hook_id=hook.hook_id, forge_id="75", path="merge-request/shop", default_branch="main"
    )
    run = service.found.runs.request("merge-request", "lab", ref=None, full=False, trigger="manual")
    until(lambda: service.found.runs.status(shop.tenant_id, run).state == "SUCCESS")
    head = shop.propose(THEIRS, "refs/merge-requests/3/head")

    status, _ = service.call(f"/webhooks/{hook.hook_id}", *signed(merge_request(3, head), hook.secret))
    until(lambda: service.found.pulls.show(shop.tenant_id, "lab", 3).answer is not None)

    assert status == 202
    shown = Shell(service.environment, capsys)("pull", "3", "--repo", "lab", "--tenant", "merge-request")
    assert shown.code == 0
    assert "**Request 3**" in shown.out
    assert "1 calls broken" in shown.out, shown.out
    page = service.call("/repositories/lab/pulls", headers={"Authorization": f"Bearer {shop.who.token}"})
    assert [each["number"] for each in page[1]["pulls"]] == [3]


def merge_request(number: int, head: str) -> bytes:
    attributes = {
        "iid": number, "action": "open", "target_branch": "main", "target_project_id": 75,
        "updated_at": "2026-11-30 12:00:00 UTC", "last_commit": {"id": head},
    }  # fmt: skip
    return json.dumps({"object_kind": "merge_request", "project": {"id": 75}, "object_attributes": attributes}).encode()


def signed(body: bytes, secret: str) -> tuple[bytes, dict[str, str]]:
    key, message, stamp = signatures.signing_key(secret), str(uuid4()), str(int(time.time()))
    assert key
    signature = signatures.standard(key, message.encode(), stamp.encode(), body).decode()
    headers = {"webhook-id": message, "webhook-timestamp": stamp, "webhook-signature": signature}
    return body, {"Content-Type": "application/json", "X-Gitlab-Event": "Merge Request Hook", **headers}
