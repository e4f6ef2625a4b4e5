"""An audit that could not ask is none, and says so; what ships is listed to the last package."""

import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.architecture.checkout import ROOT
from tests.certificates import own_certificate
from tests.connect_proxy import ConnectProxy

TOOLS = ROOT / ".venv-audit" / "bin"
SCRIPT = ROOT / "deploy" / "audit.py"
AMQP = {"name": "amqp", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}


def pins(lock: str) -> list[str]:
    return [line.partition("==")[0] for line in (ROOT / "requirements" / lock).read_text().splitlines() if "==" in line]


def tool(directory: Path, name: str, body: str) -> None:
    """A program of that name, as the tools' environment has it."""
    (directory / name).write_text(f"#!{sys.executable}\nimport json, pathlib, re, sys\n{body}\n")
    (directory / name).chmod(0o755)


KNOWN = """
lock = pathlib.Path(sys.argv[-1]).read_text()
names = re.findall(r"^([\\w.-]+)==", lock, re.M)
print(json.dumps({"dependencies": [{"name": name, "version": "1", "vulns": []} for name in names]}))
"""
BILL = """
names = re.findall(r"^([\\w.-]+)==", pathlib.Path(sys.argv[-1]).read_text(), re.M)
pathlib.Path(sys.argv[sys.argv.index("-o") + 1]).write_text(json.dumps({"components": [{"name": name} for name in names]}))
"""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    tool(tmp_path, "cyclonedx-py", BILL)
    tool(tmp_path, "pip-audit", KNOWN)
    return tmp_path


def audit(tools: Path, output: Path | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
    argv = (sys.executable, str(SCRIPT), str(tools), str((output or tools / "out") / "sbom.json"))
    return subprocess.run(argv, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_what_is_known_of_every_package_is_0(tools: Path) -> None:
    done = audit(tools)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"runtime.lock: {len(pins('runtime.lock'))} looked up, 0 known to be vulnerable" in done.stdout
    bill: dict[str, Any] = json.loads((tools / "out" / "sbom.json").read_text())
    assert {each["name"] for each in bill["components"]} == set(pins("runtime.lock"))


def test_a_vulnerable_package_is_named_with_what_mends_it(tools: Path) -> None:
    answer = f"{KNOWN.rpartition('print')[0]}print(json.dumps({{'dependencies': [{AMQP!r}, *({{'name': n, 'version': '1', 'vulns': []}} for n in names if n != 'amqp')]}}))\nsys.exit(1)"
    tool(tools, "pip-audit", answer)
    done = audit(tools)
    assert done.returncode == 1
    assert "runtime.lock: amqp 1: CVE-1 (mended in 2)" in done.stdout


def test_the_tools_themselves_report_what_their_index_knows(tmp_path: Path) -> None:
    """Theirs is far away; here a server of ours stands in its place, behind a proxy, with a certificate that it may have."""
    if not (TOOLS / "pip-audit").exists():
        pytest.skip("`make audit` was never run here: the tools themselves were NOT tried")
    host = asked()
    certificate, key = own_certificate(tmp_path, name=host)
    with index(certificate, key) as port, ConnectProxy({f"{host}:443": ("127.0.0.1", port)}) as proxy:
        through = {"HTTPS_PROXY": f"http://{proxy.host}", "NO_PROXY": "", "REQUESTS_CA_BUNDLE": str(certificate)}
        done = audit(TOOLS, tmp_path, HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "cache"), **through)
    assert done.returncode == 1, done.stderr
    assert re.search(r"^runtime.lock: amqp [0-9.]+: PYSEC-2026-1 \(mended in 99.1\)$", done.stdout, re.MULTILINE)
    for lock, vulnerable in (("runtime.lock", 1), ("dev.lock", 1), ("audit.lock", 0)):
        assert f"{lock}: {len(pins(lock))} looked up, {vulnerable} known to be vulnerable" in done.stdout


def asked() -> str:
    """The host that pip-audit asks; it takes no other."""
    (source,) = TOOLS.parent.glob("lib/*/site-packages/pip_audit/_service/pypi.py")
    found = re.search(r'url = f"https://([^/"]+)/', source.read_text())
    assert found
    return found[1]


@contextmanager
def index(certificate: Path, key: Path) -> Iterator[int]:
    """What an index says of a version of a package, where it knows of amqp alone; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        weak = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fixed_in": ["99.1"], "details": "It is made up."}
        body = json.dumps({"vulnerabilities": [weak] if "/amqp/" in self.path else []}).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """The test looks at what was told."""


def test_without_a_network_nothing_passes_for_looked_up(tools: Path) -> None:
    tool(tools, "pip-audit", "sys.exit('ConnectionError: the name does not resolve')")
    done = audit(tools)
    assert done.returncode == 2
    assert "needs a network" in done.stderr
    assert "the name does not resolve" in done.stderr


def test_an_index_that_knows_nothing_of_a_package_is_told(tools: Path) -> None:
    tool(tools, "pip-audit", "print(json.dumps({'dependencies': [{'name': 'amqp', 'skip_reason': 'not found'}]}))")
    done = audit(tools)
    assert done.returncode == 2
    assert (
        f"runtime.lock: {len(pins('runtime.lock'))} of {len(pins('runtime.lock'))} packages are unknown" in done.stderr
    )


def test_a_bill_that_lacks_a_package_is_none(tools: Path) -> None:
    tool(tools, "cyclonedx-py", BILL.replace("for name in names]", "for name in names[1:]]"))
    done = audit(tools)
    assert done.returncode == 1
    assert "lacks amqp" in done.stderr
