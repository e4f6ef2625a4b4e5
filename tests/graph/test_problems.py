"""Every error of the tree leaves as a problem document that a program can tell from the others."""

import pytest

from graph import errors
from graph.problems import http_problem, problem


def tree(root: type[errors.AetherError]) -> list[type[errors.AetherError]]:
    return [root, *(error for child in root.__subclasses__() for error in tree(child))]


def test_every_error_has_a_code_of_its_own() -> None:
    of_the_words = [error for error in tree(errors.AetherError) if error.__module__ == "graph.errors"]
    assert len({error.code for error in of_the_words}) == len(of_the_words)


@pytest.mark.parametrize("error", tree(errors.AetherError), ids=lambda error: error.__name__)
def test_a_problem_tells_status_code_and_what_happened(error: type[errors.AetherError]) -> None:
    document = problem(error("It happened; do that."))
    assert (document["status"], document["code"], document["detail"]) == (
        error.status,
        error.code,
        "It happened; do that.",
    )
    assert document["title"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "bad_input"),
        (404, "not_found"),
        (413, "too_large"),
        (415, "unsupported_media_type"),
        (405, "method_not_allowed"),
    ],
)
def test_a_refusal_of_the_framework_reads_like_ours(status: int, code: str) -> None:
    document = http_problem(status, "")
    assert document["code"] == code
    assert document["detail"]
