"""Never mixed: a setting that is wrong is named and refused, and no message or repr shows a secret."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aether.embedded.client import encryption_keys, servers
from aether.settings import read
from graph.errors import BrokenSetup

KEY = base64.urlsafe_b64encode(bytes(32)).decode()


def test_nothing_set_is_a_whole_installation() -> None:
    settings = read({})
    assert settings.database_url is settings.broker_url is None
    assert settings.data_dir == Path.home() / ".local/share/aether"
    assert (settings.lease, settings.heartbeat, settings.retry_after, settings.retry_cap) == (60, 15, 60, 600)
    assert (settings.keep_deltas, settings.keep_deliveries) == (90, 30)
    assert (settings.keep_runs, settings.keep_retired) == (90, 7)


def test_the_data_directory_is_one_place_for_every_process() -> None:
    assert read({"AETHER_DATA_DIR": "~/aether"}).data_dir == Path.home() / "aether"
    assert read({"AETHER_DATA_DIR": "data"}).data_dir == Path.cwd() / "data"


def test_an_empty_variable_is_not_set() -> None:
    assert read({"DATABASE_URL": "", "AETHER_LEASE_SECONDS": ""}) == read({})


def test_lists_and_pairs() -> None:
    settings = read(
        {
            "AETHER_PRIVATE_HOSTS": "localhost:3000, gitlab.corp",
            "AETHER_LOCAL_ROOTS": "default=/srv/a,default=/srv/b,team=/srv/c",
            "AETHER_DATABASES": "big=postgresql://u:p@one,two/x?a=1, small=postgres://u:p@three/y",
            "AETHER_ENCRYPTION_KEYS": f"{KEY},{KEY}",
        }
    )
    assert settings.private_hosts == {"localhost:3000", "gitlab.corp"}
    assert settings.local_roots == {"default": (Path("/srv/a"), Path("/srv/b")), "team": (Path("/srv/c"),)}
    assert settings.databases["big"].get_secret_value() == "postgresql://u:p@one,two/x?a=1"
    assert settings.databases["small"].get_secret_value() == "postgres://u:p@three/y"
    assert encryption_keys(settings) == (KEY, KEY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://user:hidden@host/x"),
        ("AETHER_ADMIN_DATABASE_URL", "hidden"),
        ("CELERY_BROKER_URL", "amqp://user:hidden@host"),
        ("AETHER_PUBLIC_URL", "aether.example"),
        ("AETHER_ENCRYPTION_KEYS", "hidden"),
        ("AETHER_BOOTSTRAP_TOKEN", "hidden"),
        ("AETHER_DATABASES", "hidden"),
        ("AETHER_DATABASES", "name=mysql://user:hidden@host"),
        ("AETHER_LOCAL_ROOTS", "default"),
        ("AETHER_LOCAL_ROOTS", "default=relative/path"),
        ("AETHER_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("AETHER_GIT_PROXY", "http://user:hidden@proxy.example.com"),
        ("AETHER_LEASE_SECONDS", "soon"),
        ("AETHER_LEASE_SECONDS", "-1"),
        ("AETHER_HEARTBEAT_SECONDS", "60"),
        ("AETHER_MAX_FILE_BYTES", "0"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BrokenSetup, match=name) as caught:
        read({name: value})
    assert "hidden" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_every_wrong_value_is_named_at_once() -> None:
    with pytest.raises(BrokenSetup, match=r"(?s)AETHER_LEASE_SECONDS.*AETHER_MAX_FILE_BYTES"):
        read({"AETHER_LEASE_SECONDS": "soon", "AETHER_MAX_FILE_BYTES": "many"})


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://u:p@host/x\n")
    settings = read({"DATABASE_URL_FILE": str(tmp_path / "url")})
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://u:p@host/x"


def test_a_secret_file_that_is_missing_empty_or_one_too_many_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for given in (str(tmp_path / "missing"), str(tmp_path / "empty")):
        with pytest.raises(BrokenSetup, match="DATABASE_URL_FILE"):
            read({"DATABASE_URL_FILE": given})
    with pytest.raises(BrokenSetup, match="both set"):
        read({"DATABASE_URL_FILE": str(tmp_path / "empty"), "DATABASE_URL": "postgresql://u:p@host/x"})


def test_a_secret_never_shows() -> None:
    settings = read(
        {
            "DATABASE_URL": "postgresql://user:hidden@host/x",
            "AETHER_DATABASES": "name=postgresql://user:hidden@host/x",
            "AETHER_BOOTSTRAP_TOKEN": "hidden" * 4,
        }
    )
    with servers(settings, broker=False) as given:
        assert "hidden" not in f"{settings!r} {settings} {given!r} {given}"


def test_servers_that_are_set_are_used_and_nothing_is_started(tmp_path: Path) -> None:
    settings = read(
        {
            "AETHER_DATA_DIR": str(tmp_path / "data"),
            "DATABASE_URL": "postgresql://u:p@host/x",
            "CELERY_BROKER_URL": "redis://host/0",
        }
    )
    with servers(settings) as given:
        assert given.database_url == given.admin_database_url == "postgresql://u:p@host/x"
        assert given.broker_url == "redis://host/0"
    assert not (tmp_path / "data").exists()


def test_an_installation_without_keys_gets_one_and_keeps_it(tmp_path: Path) -> None:
    settings = read({"AETHER_DATA_DIR": str(tmp_path / "data")})
    with ThreadPoolExecutor(8) as commands:
        keys = set(commands.map(lambda _: encryption_keys(settings), range(8)))
    ((key,),) = keys
    assert len(base64.urlsafe_b64decode(key)) == 32
    assert encryption_keys(settings) == (key,)
    assert (tmp_path / "data" / "encryption.key").stat().st_mode & 0o777 == 0o600
