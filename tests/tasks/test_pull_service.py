"""Proportional, never lost: what is too much is said to be, what passes is tried again, and pushes go first."""

import secrets
from typing import NamedTuple

import pytest

from aether.settings import read
from graph.intake import Delivery, Forge, Outcome, Pull
from store.intake import Intake
from store.keyring import Keyring
from store.pulls import PullRow, Pulls
from tasks.pulling import dispatch_pulls
from tasks.pulls import FILES as MOST
from tasks.workshop import assemble_pulls
from tests.git_http import GitHTTP
from tests.repositories import Files, commit, create, git
from tests.tasks.workplace import FILES, TENANT, Workplace


class Asking(NamedTuple):
    """A repository at a forge whose hook asks for requests."""

    place: Workplace
    forge: GitHTTP
    repo: str

    @property
    def keyring(self) -> Keyring:
        return Keyring([self.place.environment["AETHER_ENCRYPTION_KEYS"]])

    @property
    def pulls(self) -> Pulls:
        return Pulls(self.place.bridge, self.keyring)

    def propose(self, files: Files) -> None:
        """Request 7, and its event."""
        source, catalogue = self.forge.directory / TENANT / f"{self.repo}.git", self.place.catalogue
        (first,) = create(source, FILES)
        head = commit(source, files, branch="side", onto=first)
        git(source, "update-ref", "refs/pull/7/head", head)
        new = catalogue.hooks.add(self.place.tenant, Forge.GITHUB, "repository", self.forge.url, pulls=True)
        catalogue.repositories.add(
            self.place.tenant, self.repo,
            hook_id=new.hook_id, forge_id="1", path=f"{TENANT}/{self.repo}", default_branch="main",
        )  # fmt: skip
        intake = Intake(self.place.bridge, self.keyring)
        hook = intake.hook(new.hook_id)
        assert hook is not None
        pull = Pull("1", 7, "main", head, 0)
        intake.record(hook, Delivery(None, "pull_request", Outcome.ACCEPTED, "", {}, "0" * 64, [], pulls=[pull]))

    def answered(self) -> PullRow:
        assemble_pulls(read(self.place.environment), self.place.bridge, self.keyring).answer(TENANT, self.repo, 7)
        return self.pulls.show(self.place.tenant, self.repo, 7)


@pytest.fixture
def asking(place: Workplace, forge: GitHTTP) -> Asking:
    return Asking(place, forge, f"asking-{secrets.token_hex(4)}")


def test_a_request_waits_for_its_base_to_be_indexed(asking: Asking) -> None:
    asking.propose({**FILES, b"app/c.py": b"from app.a import f\n\n\ndef h():\n    f()\n"})
    waiting = asking.answered()
    asking.place.index(asking.repo)

    found = asking.answered()

    assert (waiting.waits, waiting.error_code, waiting.answer) == (True, "not_found", None)
    assert found.answer is not None
    assert found.answer.change is not None
    assert [each.qualified_name for each in found.answer.change.nodes_added if each.kind == "function"] == ["app.c.h"]
    assert (found.waits, found.error_code) == (False, None)


def test_a_merge_of_too_many_files_is_told_to_be_too_large(asking: Asking) -> None:
    asking.propose({**FILES, **{b"more/%d.py" % number: b"x = 1\n" for number in range(MOST + 1)}})
    asking.place.index(asking.repo)

    found = asking.answered()

    assert (found.waits, found.error_code, found.answer) == (False, "too_large", None)
    assert f"would change {MOST + 1} files" in str(found.error)


def test_requests_go_to_the_queue_behind_that_of_pushes(asking: Asking) -> None:
    asking.propose(FILES)
    asking.place.broker.flushdb()

    assert dispatch_pulls(asking.pulls) == 1

    assert (asking.place.broker.llen("push"), asking.place.broker.llen("bulk")) == (0, 1)
    assert asking.repo in str(asking.place.broker.lindex("bulk", 0))
    asking.place.broker.flushdb()
