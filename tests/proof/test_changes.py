"""True: what the product says of a push is the difference of two fresh indexes, node for node and edge for edge."""

from pathlib import Path

from tests.proof.changes import replay
from tests.proof.stored import stored
from tests.repositories import create
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"
LARGE = (b"redis/commands/", b"redis/asyncio/")


def test_the_change_of_a_push_is_the_difference_of_two_fresh_exports(tmp_path: Path) -> None:
    trees = [
        {path.encode(): source for path, source in found.items() if not path.encode().startswith(LARGE)}
        for _, found in releases(TESTDATA)[-5:]
    ]
    commits = create(tmp_path / "package" / "package.git", *trees)

    with stored() as store:
        assert replay(store, tmp_path / "package" / "package.git", commits) == []
