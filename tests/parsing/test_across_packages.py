"""True: a file is part of the package that the nearest manifest of each kind names, as dependencies would write it."""

from collections.abc import Mapping, Sequence

import pytest

from parsing import extract
from parsing.across import packages
from parsing.linking.snapshot import Nothing
from parsing.manifests import manifest_of


class Written(Nothing):
    """A repository of these files."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        read = ((path, extract(manifest_of(path), text)) for path, text in files.items())
        self._interfaces = {path: found.interface for path, found in read}

    def interfaces(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        return {path: self._interfaces[path] for path in paths if path in self._interfaces}


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"pyproject.toml": b'[project]\nname = "A_B.c"\n'}, ["a-b-c"]),
        ({"pyproject.toml": b'[tool.poetry]\nname = "shop"\n'}, ["shop"]),
        ({"pyproject.toml": b"[tool.other]\n", "setup.cfg": b"[metadata]\nname = shop\n"}, ["shop"]),
        ({"package.json": b'{"name": "all"}', "web/package.json": b'{"name": "@all/web"}'}, ["@all/web"]),
        ({"package.json": b'{"name": "all"}', "web/package.json": b"{}"}, ["all"]),
        ({"other/go.mod": b"module example.org/other\n"}, []),
    ],
    ids=["normal form", "poetry", "setup.cfg", "nearest", "nearest with a name", "elsewhere"],
)
def test_a_file_is_part_of_the_nearest_package(files: dict[str, bytes], names: list[str]) -> None:
    assert [each.name for each in packages("web/src/a.py", Written(files))] == names
