"""Cases are directories of data: nothing below them is collected, and `--update` writes what is found as expected."""

import pytest

collect_ignore_glob = ["*/*"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write expected.txt of every case anew")
