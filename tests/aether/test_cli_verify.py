"""True: `aether verify` says whether what is stored is what a fresh index gives, and its exit code tells programs."""

import asyncio
import json
from pathlib import Path

import asyncpg

from tests.aether.commands import Shell
from tests.repositories import commit, create


def test_verify_compares_with_a_fresh_index(aether: Shell, tmp_path: Path) -> None:
    source = tmp_path / "proved.git"
    create(source, {b"a.py": b"from b import f\nf()\n", b"b.py": b"def f(): ...\n"})
    aether("index", source)
    commit(source, {b"a.py": b"from b import f\n\n\nf()\n", b"b.py": b"def f():\n    f()\n"})
    head = aether("index", source, "--json").json["commit"]

    equal = aether("verify", "--repo", "proved")
    assert (equal.code, equal.out) == (0, f"proved (main) at {head}: equal, 6 nodes and 8 edges\n")
    forget_the_calls(aether)
    differs = aether("verify", "--repo", "proved", "--json")
    told = json.loads(differs.out)
    assert (differs.code, told["commit"], len(told["differences"])) == (1, head, 2)
    assert told["differences"][0].startswith("+ edge CALLS ")
    assert "2 differences" in aether("verify", "--repo", "proved").out
    assert aether("verify", "--repo", "nobody").code == 5


def forget_the_calls(aether: Shell) -> None:
    """In every graph of the tenant, as the application's own login could."""

    async def forget() -> None:
        connection = await asyncpg.connect(aether.environment["DATABASE_URL"])
        try:
            async with connection.transaction():
                await connection.execute("set local role aether_worker")
                await connection.execute("select set_config('app.tenant_id', tenant_id_of('default')::text, true)")
                await connection.execute("delete from code_edges where kind = 'CALLS'")
        finally:
            await connection.close()

    asyncio.run(forget())
