"""True: watches are told what differs between the answers before and after each push, and nothing else; and the proof would notice."""

from pathlib import Path

from tests.proof.stored import stored
from tests.proof.watched import replay, wrong
from tests.repositories import create
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"
LARGE = {"redis/client.py", "redis/cluster.py"}


def test_watches_are_told_what_differs(tmp_path: Path) -> None:
    trees = [
        {path.encode(): source for path, source in found.items() if path.count("/") == 1 and path not in LARGE}
        for _, found in releases(TESTDATA)[-4:-1]
    ]
    repository = tmp_path / "package" / "package.git"
    commits = create(repository, *trees)

    with stored() as store:
        found = replay(store, repository, commits, 12)
    assert found.wrong == []
    before, after, told = found.last
    assert len(told) > 5
    assert len(wrong(told, before, after, {})) == len(told), "what is kept back is noticed"
    assert len(wrong(told, after, after, told)) == len(told), "what is made up, too"
