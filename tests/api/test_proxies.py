"""Never lost: behind a proxy one stranger does not slow down the forges; nobody makes himself another by a header."""

import ipaddress
from collections.abc import Callable

import pytest
from flask import Flask, request

from aether.application import receiver, web
from aether.composition import Application
from aether.proxies import client
from aether.settings import read
from tests.api.conftest import World

TRUSTED = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")]
FORGE, STRANGER = "198.51.100.7", "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "told", "expected"),
    [
        (STRANGER, FORGE, STRANGER),
        ("10.0.0.1", FORGE, FORGE),
        ("10.0.0.1", f"{FORGE}, 10.0.0.2", FORGE),
        ("10.0.0.1", f"127.0.0.1, {STRANGER}, 10.0.0.2", STRANGER),
        ("10.0.0.1", f"{FORGE}:4711", FORGE),
        ("fd00::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:10.0.0.1", FORGE, FORGE),
        ("10.0.0.1", f"::ffff:{FORGE}", FORGE),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", f"{FORGE}, unknown", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.9", "10.0.0.9"),
        ("", FORGE, ""),
    ],
)
def test_an_address_is_believed_as_far_as_our_proxies_tell_it(peer: str, told: str, expected: str) -> None:
    assert client(peer, told.split(","), TRUSTED) == expected
    assert client(peer, told.split(","), []) == peer


@pytest.mark.parametrize("make", [web, receiver])
def test_the_service_sees_what_the_proxies_of_its_setting_tell(
    world: World, make: Callable[[Application], Flask]
) -> None:
    setting = read({"AETHER_TRUSTED_PROXIES": "127.0.0.0/8, ::1"}).trusted_proxies
    settings = world.found.settings.model_copy(update={"trusted_proxies": setting})
    for trusted, expected in ((world.found, "127.0.0.1"), (world.found._replace(settings=settings), FORGE)):
        app, seen = make(trusted), list[str | None]()
        app.before_request(lambda seen=seen: seen.append(request.remote_addr))
        app.test_client().get("/healthz", headers={"X-Forwarded-For": FORGE})
        assert seen == [expected]
