"""Never mixed: whoever reads while commits are published sees one of them, whole.

The short form is a test. The long form: `python -m tests.store.test_mixture 10000`, one line at the end.
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from graph.delta import Delta
from graph.model import Edge, Node
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.keyring import Keyring
from store.model import Graph, Header
from store.reader import GraphReader
from store.runs import Runs
from tests.postgres import Server
from tests.store.build import call, function, owner

FILES, READERS = 3, 2


def commit(number: int) -> Delta:
    """Every row of commit N says N: a node's line is N, so is the line of its site, and there are as many as N's digits say."""
    nodes = [
        function(f"{file}.py", f"f{index}", number + 1) for file in range(FILES) for index in range(number % 4 + 1)
    ]
    edges = [call(node, nodes[0], (number, 0)) for node in nodes]
    owners = [owner(f"{file}.py", trace=[number]) for file in range(FILES)]
    return Delta(f"{number:040x}", owners, [], nodes, edges, number == 0)


def faults(rows: list[Any]) -> list[str]:
    """What of these rows does not belong to the commit that the header names."""
    (header,) = [row for row in rows if isinstance(row, Header)]
    number = int(header.commit, 16)
    nodes = [row for row in rows if isinstance(row, Node)]
    edges = [row for row in rows if isinstance(row, Edge)]
    expected = FILES * (number % 4 + 1)
    wrong = [f"{number}: {len(nodes)} nodes, {len(edges)} edges"] if {len(nodes), len(edges)} != {expected} else []
    wrong += [f"{number}: node of {node.start_line - 1}" for node in nodes if node.start_line != number + 1]
    wrong += [f"{number}: edge of {edge.sites}" for edge in edges if edge.sites != ((2 * number + 1, 0),)]
    return wrong


class Seen(NamedTuple):
    """What the readers met."""

    reads: list[int]  # one entry a read
    commits: set[int]
    wrong: list[str]

    def read(self, store: PostgresGraphStore, reader: GraphReader, graph: Graph) -> None:
        rows = list(store.export(graph))
        self.wrong.extend(faults(rows))
        answer = reader.search(graph.tenant_id, "repo", "f", limit=100)
        at = int(answer.freshness.indexed_commit, 16)
        lines = [node.start_line for node in answer.items]
        if lines != [at + 1] * FILES * (at % 4 + 1):
            self.wrong.append(f"search at {at}: {lines}")
        self.commits.add(at)
        self.reads.append(at)


def loop(url: str, publishes: int) -> Seen:
    """Two readers, while one commit after the other is published."""
    bridge, keyring = Bridge(url, pool_size=READERS + 1), Keyring([Keyring.new_key()])
    catalogue, runs = Catalogue(bridge, keyring), Runs(bridge, keyring, lease=24 * 3600)
    store, reader = PostgresGraphStore(bridge), GraphReader(bridge)
    catalogue.repositories.ensure(catalogue.tenants.ensure("mixture"), "repo", "/srv")
    claim = runs.claim(runs.request("mixture", "repo", ref="main", full=False, trigger="manual"), "worker")
    assert claim is not None
    store.publish(claim, commit(0))
    done, seen = threading.Event(), Seen([], set(), [])

    def read() -> None:
        while not done.is_set():
            seen.read(store, reader, claim.graph)

    with ThreadPoolExecutor() as threads:
        reading = [threads.submit(read) for _ in range(READERS)]
        try:
            for number in range(1, publishes + 1):
                store.publish(claim, commit(number))
        finally:
            done.set()
        for one in reading:
            one.result()
    bridge.close()
    return seen


def test_two_readers_see_no_mixture_of_two_commits(app_url: str) -> None:
    seen = loop(app_url, 200)
    assert seen.wrong == []
    assert len(seen.commits) > 10


def main() -> None:
    server, start = Server.create(), time.monotonic()
    publishes = int(sys.argv[1])
    try:
        seen = loop(server.app(server.fresh()), publishes)
    finally:
        server.remove()
    told = {
        "publishes": publishes,
        "reads": len(seen.reads),
        "commits_seen": len(seen.commits),
        "wrong": seen.wrong[:10],
    }
    sys.stdout.write(json.dumps({**told, "seconds": round(time.monotonic() - start)}) + "\n")
    sys.exit(bool(seen.wrong))


if __name__ == "__main__":
    main()
