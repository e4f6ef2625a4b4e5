from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

from tests.testdata import keep_only, read_lock, releases

ROOT = Path(__file__).parents[1]


def test_the_lock_names_a_history_worth_pushing() -> None:
    history = releases(ROOT / ".testdata")
    paths = [set(sources) for _, sources in history]

    assert len(history) == len(read_lock(ROOT / "requirements/testdata.lock")) >= 12, "run `make setup` first"
    assert min(len(names) for names in paths) >= 50
    assert any(after - before for before, after in pairwise(paths)), "no release adds a file"
    assert any(before - after for before, after in pairwise(paths)), "no release removes a file"


def test_releases_come_in_the_order_of_their_versions(tmp_path: Path) -> None:
    for version in ("1.10.0", "1.9.0", "1.9.1"):
        wheel(tmp_path, version, {"shop/cart.py": version, "shop/py.typed": ""})

    assert [(version, sources) for version, sources in releases(tmp_path)] == [
        (version, {"shop/cart.py": version.encode()}) for version in ("1.9.0", "1.9.1", "1.10.0")
    ]


def test_a_damaged_wheel_does_not_stay(tmp_path: Path) -> None:
    damaged = wheel(tmp_path, "1.0.0", {"shop/cart.py": ""})

    assert keep_only({"0" * 64}, tmp_path) == set()
    assert not damaged.exists()


def wheel(directory: Path, version: str, sources: dict[str, str]) -> Path:
    path = directory / f"shop-{version}-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        for name, source in sources.items():
            archive.writestr(name, source)
    return path
