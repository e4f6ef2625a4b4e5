"""True: what is said of languages everywhere is what their folders hold."""

from graph.languages import LANGUAGES, Grade, family, grade, of_path, relatives, suffixes
from parsing.languages import load


def test_every_language_has_a_folder_of_its_name() -> None:
    assert {name: load(name).name for name in LANGUAGES} == {name: name for name in LANGUAGES}


def test_a_family_bears_the_name_of_one_of_its_languages() -> None:
    assert {family(name) for name in LANGUAGES} <= LANGUAGES.keys()
    assert relatives(["vue"]) == ["javascript", "tsx", "typescript", "vue"]
    assert relatives(["rust", ""]) == ["rust"]
    assert relatives(["go.mod"]) == ["go.mod"]
    assert {".h", ".c"} <= set(suffixes(relatives(["c"])))


def test_a_path_is_told_by_its_last_suffix() -> None:
    assert [of_path(path) for path in ("a/b.test.ts", "a.py/b", "Makefile", ".vue")] == ["typescript", "", "", "vue"]


def test_an_answer_is_graded_like_the_worst_language_in_it() -> None:
    assert grade([]) is grade(["python", "", "go.mod"]) is Grade.MEASURED
    assert grade(["python", "vue"]) is Grade.PREVIEW
