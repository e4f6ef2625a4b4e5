"""True: what files would change is what their push changes. Nothing is kept of the question."""

from pathlib import Path

from tasks.what_if import Supposed
from tests.proof.stored import stored
from tests.proof.what_if import replay
from tests.repositories import Files, create
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"
LARGE = (b"redis/commands/", b"redis/asyncio/")
FIRST = {
    b".gitattributes": b"old/** linguist-vendored\n",
    b"pkg/__init__.py": b"",
    b"pkg/a.py": b"import json\nfrom pkg.b import gone, kept\n\n\ndef f(x):\n    gone()\n    return kept(x)\n",
    b"pkg/b.py": b"def gone():\n    return 1\n\n\ndef kept(x):\n    return x\n",
    b"old/c.py": b"from pkg.b import kept\n\n\ndef g():\n    return kept(1)\n",
    b"package.json": b'{"dependencies": {"left-pad": "1"}}\n',
}
# a name goes and a signature changes
SECOND = FIRST | {
    b"pkg/b.py": b"def kept(x, y):\n    return x\n",
    b"pkg/new.py": b"import csv\n\n\nclass N:\n    pass\n",
}
# a file is renamed; a package outside is let go
THIRD = {path: text for path, text in SECOND.items() if path not in {b"pkg/a.py", b"package.json"}} | {
    b"pkg/z.py": FIRST[b"pkg/a.py"].replace(b"import json\n", b"import csv\n")
}
# a rule takes a file back
FOURTH: Files = {**THIRD, b".gitattributes": b"", b"bin.dat": b"\0\1", b"link": (0o120000, b"pkg/b.py")}


def test_what_files_would_change_is_what_their_push_changes(tmp_path: Path) -> None:
    path = tmp_path / "small" / "small.git"
    commits = create(path, FIRST, SECOND, THIRD, FOURTH)

    with stored() as store:
        assert [each.wrong for each in replay(store, path, commits)] == [[], [], []]


def test_the_releases_of_a_package_are_foreseen(tmp_path: Path) -> None:
    trees = [
        {path.encode(): source for path, source in found.items() if not path.encode().startswith(LARGE)}
        for _, found in releases(TESTDATA)[-3:]
    ]
    path = tmp_path / "package" / "package.git"
    commits = create(path, *trees)

    with stored() as store:
        asked = list(replay(store, path, commits))

    assert asked
    assert [each.wrong for each in asked if each.wrong] == []


def test_nothing_is_kept_of_a_question(tmp_path: Path) -> None:
    path = tmp_path / "small" / "small.git"
    (first,) = create(path, FIRST)

    with stored() as store:
        before = store.pushed(path, first)
        found = store.what_if(path, [Supposed("pkg/b.py", b"def other():\n    pass\n")])
        assert [node.name for node in found.nodes_added] == ["other"]
        assert store.what_if(path, [Supposed("pkg/b.py", FIRST[b"pkg/b.py"])]).nodes_removed == []
        assert store.pushed(path, first) == before
