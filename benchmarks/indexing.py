"""Measures the command `aether index` with all its processes and the servers that it writes to."""

import json
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.meter import Meter, Usage, run
from benchmarks.places import Place
from graph.errors import AetherError


class Indexed(NamedTuple):
    usage: Usage
    answer: dict[str, Any]


def index(where: Place, repository: Path, repo: str, jobs: int, tenant: str = "default") -> Indexed:
    where.found.catalogue.tenants.ensure(tenant)
    argv = [sys.executable, "-m", "aether", "index", str(repository), "--repo", repo, "--tenant", tenant]
    environment = {**os.environ, "AETHER_DATA_DIR": str(where.data_dir)}
    with Meter(where.keeper) as server:
        ended = run([*argv, "--jobs", str(jobs), "--json"], environment)
    if ended.status:
        raise AetherError(f"{' '.join(argv)} ended with {ended.status}")
    usage = server.usage
    return Indexed(Usage(usage.cpu + ended.cpu, usage.wall, ended.rss, usage.backend), json.loads(ended.output))
