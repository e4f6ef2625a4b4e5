"""Available where there is no internet: a forge behind the operator's proxy and with its own authority, and nobody else is asked."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from aether.settings import read
from graph.errors import AetherError, BrokenSetup, MirrorUnavailable
from graph.intake import Forge
from mirror import Mirror, Remote, Target
from store.model import Credential
from tasks.forge_listing import Account, listed
from tasks.workshop import policy
from tests.certificates import own_certificate
from tests.connect_proxy import ConnectProxy
from tests.forge_api import ForgeAPI, repository
from tests.repositories import create

NAME = "forge.example.com"  # which resolves nowhere
KNOWN = "Basic " + b64encode(b"aether:hunter2").decode()


class Place(NamedTuple):
    forge: ForgeAPI
    proxy: ConnectProxy
    certificate: Path
    head: str

    def environment(self, user: str = "aether:hunter2", **more: str) -> dict[str, str]:
        return {"AETHER_GIT_PROXY": f"http://{user}@{self.proxy.host}", **more}

    def trusting(self) -> dict[str, str]:
        return self.environment(AETHER_CA_BUNDLE=str(self.certificate))


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Place]:
    certificate, key = own_certificate(tmp_path, name=NAME)
    with ForgeAPI(tmp_path / "forge") as forge:
        [head] = create(forge.directory / "acme/widget.git", {b"a.py": b"x = 1\n"})
        forge.repositories = [repository(7, "acme/widget")]
        forge.speak_tls(certificate, key)
        with ConnectProxy({f"{NAME}:443": ("127.0.0.1", forge.server_port)}, KNOWN) as proxy:
            yield Place(forge, proxy, certificate, head)


def fetched(environment: dict[str, str], directory: Path) -> str:
    remote = Remote(f"https://{NAME}/acme/widget.git", f"https://{NAME}")
    return Mirror(directory / "1" / "1", policy(read(environment))).fetch(remote, Target("main"))


def paths(place: Place, environment: dict[str, str]) -> list[str]:
    account = Account(
        Forge.GITLAB, f"https://{NAME}", Credential("token", place.forge.token), policy(read(environment))
    )
    return [each.path for each in listed(account)]


def test_git_and_the_api_go_through_the_proxy_and_trust_the_private_authority(behind: Place, tmp_path: Path) -> None:
    assert fetched(behind.trusting(), tmp_path) == behind.head
    assert paths(behind, behind.trusting()) == ["acme/widget"]
    assert set(behind.proxy.asked) == {f"{NAME}:443"}


def test_without_the_authority_nothing_is_told_to_who_answers(behind: Place, tmp_path: Path) -> None:
    for ask in (lambda: fetched(behind.environment(), tmp_path), lambda: paths(behind, behind.environment())):
        with pytest.raises(BrokenSetup, match="certificate is not trusted"):
            ask()
    assert behind.forge.asked == []
    assert behind.forge.seen == []


def test_a_proxy_that_does_not_know_us_is_told_without_its_password(behind: Place, tmp_path: Path) -> None:
    wrong = behind.environment("aether:hunter3", AETHER_CA_BUNDLE=str(behind.certificate))
    for ask in (lambda: fetched(wrong, tmp_path), lambda: paths(behind, wrong)):
        with pytest.raises(AetherError, match="407") as raised:
            ask()
        assert "hunter" not in str(raised.value)
    with pytest.raises(MirrorUnavailable):
        paths(behind, wrong)
