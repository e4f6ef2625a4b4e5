"""True: files that a rule leaves out, and what a changed rule file decides anew, are those of a fresh index."""

import shutil
from collections.abc import Mapping
from typing import Any

import pytest

from tests.repositories import Files, commit
from tests.tasks.test_index_push import fresh, mirror, name
from tests.tasks.workplace import FILES, Workplace

TREE: Files = {
    **FILES,
    b"gen/made.py": b"from app.b import g\n\n\ndef made():\n    g()\n",
    b"use.py": b"from gen.made import made\nmade()\n",
}
CHANGES: list[tuple[Mapping[bytes, bytes], dict[str, int], int]] = [
    ({b".gitattributes": b"gen/** linguist-generated\n"}, {"generated": 1}, 1),
    ({b".gitattributes": b"gen/** linguist-generated\n", b"gen/.gitattributes": b"* -linguist-generated\n"}, {}, 1),
    ({b".aetherignore": b"app/\n"}, {"ignored": 3}, 3),
    ({b".aetherignore": b"app/\n!app/b.py\n"}, {"ignored": 2}, 1),
    ({b"gen/.aetherignore": b"*\n"}, {"ignored": 2}, 5),
]  # fmt: skip


@pytest.mark.parametrize("forgotten", [False, True], ids=["with its mirror", "with a new mirror"])
def test_a_changed_rule_file_leaves_the_graph_of_a_fresh_index(place: Workplace, forgotten: bool) -> None:
    repo = name()
    path = place.local(repo, TREE)
    place.index(repo)
    for rules, skipped, decided in CHANGES:
        commit(path, {**TREE, **rules})
        if forgotten:
            shutil.rmtree(mirror(place, repo))
        result: Mapping[str, Any] = place.index(repo)
        assert (result["mode"], result["skipped"]) == ("delta", skipped)
        assert place.digest(repo) == fresh(place, path)
        if not forgotten:
            assert result["files_parsed"] <= decided


def test_a_rule_file_that_no_push_touches_still_decides(place: Workplace) -> None:
    repo = name()
    rules = {b".aetherignore": b"*.tmp.py\n", b"gen/.gitattributes": b"made.py linguist-generated\n"}
    path = place.local(repo, {**TREE, **rules})
    assert place.index(repo)["skipped"] == {"generated": 1}
    more = {b"gen/made.py": b"def made(): ...\n", b"gen/x.tmp.py": b"x = 1\n"}
    commit(path, {**TREE, **rules, **more})

    assert place.index(repo)["skipped"] == {"generated": 1, "ignored": 1}
    assert place.digest(repo) == fresh(place, path)
