"""The product's own git server: what it serves, and that nobody can write or read more."""

import http.client
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aether.loopback_git import LoopbackGit
from tests.repositories import create, git


@pytest.fixture
def head(tmp_path: Path) -> str:
    [commit] = create(tmp_path / "source.git", {b"a": b"1"})
    git(tmp_path, "clone", "--quiet", "source.git", "checkout")
    return commit


@pytest.fixture
def server(tmp_path: Path, head: str) -> Iterator[LoopbackGit]:
    with LoopbackGit({"demo/checkout": tmp_path / "checkout"}) as serving:
        yield serving


@pytest.mark.parametrize("name", ["demo/checkout", "demo/checkout.git"])
def test_a_checkout_is_served_to_plain_git(server: LoopbackGit, tmp_path: Path, head: str, name: str) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", f"{server.url}/{name}", "copy.git")
    assert git(tmp_path / "copy.git", "rev-parse", "HEAD") == head


def test_nobody_can_push(server: LoopbackGit, tmp_path: Path) -> None:
    argv = ["git", "-C", str(tmp_path / "source.git"), "push", f"{server.url}/demo/checkout.git", "main:other"]
    assert subprocess.run(argv, capture_output=True, check=False).returncode != 0
    assert git(tmp_path / "checkout", "branch", "--list", "other") == ""


@pytest.mark.parametrize(
    "path",
    [
        "/demo/checkout/HEAD",
        "/demo/checkout/info/refs",
        "/demo/checkout/info/refs?service=git-receive-pack",
        "/demo/other/info/refs?service=git-upload-pack",
        "/demo/checkout/../checkout/info/refs?service=git-upload-pack",
        "/",
    ],
)
def test_everything_else_is_not_found(server: LoopbackGit, path: str) -> None:
    assert status(server, path) == http.HTTPStatus.NOT_FOUND


def test_a_web_page_whose_name_leads_here_gets_nothing(server: LoopbackGit) -> None:
    path = "/demo/checkout/info/refs?service=git-upload-pack"
    assert status(server, path) == http.HTTPStatus.OK
    assert status(server, path, Host="evil.example.com") == http.HTTPStatus.NOT_FOUND


def status(server: LoopbackGit, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse().status
    connection.close()
    return answer
