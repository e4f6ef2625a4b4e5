"""True: a graph after any sequence of pushes equals a fresh index of the same commit, node for node and edge for edge."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.proof.__main__ import main
from tests.proof.ablations import ABLATIONS, ablated
from tests.proof.mutating import STEPS, first_difference, mutate
from tests.repositories import create
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"


@pytest.mark.parametrize("seed", range(6))
def test_random_mutations_leave_the_graph_of_a_fresh_index(seed: int) -> None:
    assert [made for made in mutate(seed) if made.found] == []


@pytest.mark.parametrize("name", ABLATIONS)
def test_the_mutations_notice_when_a_class_of_keys_is_missing(name: str) -> None:
    with ablated(name) as among:
        assert first_difference(range(20), STEPS, among) is not None


def test_the_long_form_over_the_history_of_a_real_package(tmp_path: Path) -> None:
    create(tmp_path / "package.git", *map(without_its_largest_folders, releases(TESTDATA)[-4:]))

    done = CliRunner().invoke(
        main, [str(tmp_path / "package.git"), "--store-every=3", "--mutations=0", "--no-ablations"]
    )

    (told,) = json.loads(done.stdout.splitlines()[-1])["histories"]
    assert done.exit_code == 0
    assert (told["commits"], told["differing"], told["stored"], told["stored_differing"]) == (4, [], 2, [])
    assert told["relinked_mean"] < 30


def without_its_largest_folders(release: tuple[str, dict[str, bytes]]) -> dict[bytes, bytes]:
    found = {path.encode(): source for path, source in release[1].items()}
    return {
        path: source for path, source in found.items() if not path.startswith((b"redis/commands/", b"redis/asyncio/"))
    }


def test_the_long_form_says_what_differs_and_how_to_see_it_again(tmp_path: Path) -> None:
    a, b = b"from b import f\nf()\n", b"def f(): ...\n"
    create(tmp_path / "small.git", {b"a.py": a, b"b.py": b}, {b"a.py": a, b"b.py": b"def g(): ...\n"})
    with ablated("I: all"):
        done = CliRunner().invoke(
            main, [str(tmp_path / "small.git"), "--store-every=0", "--mutations=0", "--no-ablations"]
        )

    assert done.exit_code == 1
    assert "- edge CALLS a.py:a -> " in done.stdout
    assert f"again: python -m tests.proof {tmp_path}/small.git --from 0 --to 2 --mutations 0" in done.stdout
