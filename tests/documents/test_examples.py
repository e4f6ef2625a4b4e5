"""Commands that a document marks with `<!-- runs -->` run: each document's in their order, as one script, over embedded servers."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aether.embedded.protocol import Servers
from tests.architecture.checkout import ROOT, files, show
from tests.installed import install

BLOCK = re.compile(r"^<!-- runs -->\n```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MARKED = [path for path in files(".md") if BLOCK.search(path.read_text())]


@pytest.mark.parametrize("document", MARKED, ids=show)
def test_what_a_document_has_typed_works(document: Path, tmp_path: Path, servers: Servers) -> None:
    script = "set -euo pipefail\n" + "\n".join(BLOCK.findall(document.read_text()))
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, **install(servers, tmp_path / "data"), "PATH": path, "PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        ("bash", "-c", script), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=180
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in shown(document) if line and line not in done.stdout] == []


def shown(document: Path) -> list[str]:
    """The lines that these commands print, as the document says: its blocks without a language."""
    blocks = FENCE.findall(document.read_text())
    return [line for language, block in blocks if not language for line in block.splitlines()]
