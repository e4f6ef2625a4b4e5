"""True: whatever is pushed to code of a language, its graph equals a fresh one; keys that are forgotten would be noticed."""

from itertools import count
from types import ModuleType
from typing import NamedTuple

import pytest

from parsing.linking import namespaces, snapshot
from tests.parsing.pushes import Code, pushes_equal_fresh
from tests.parsing.random_bash import BASH
from tests.parsing.test_incremental_c import CPP
from tests.parsing.test_incremental_csharp import CSHARP
from tests.parsing.test_incremental_go import GO
from tests.parsing.test_incremental_java import JAVA
from tests.parsing.test_incremental_javascript import JAVASCRIPT
from tests.parsing.test_incremental_kotlin import KOTLIN
from tests.parsing.test_incremental_lua import LUA
from tests.parsing.test_incremental_php import PHP
from tests.parsing.test_incremental_ruby import RUBY
from tests.parsing.test_incremental_rust import RUST
from tests.parsing.test_incremental_scala import SCALA
from tests.parsing.test_incremental_swift import SWIFT
from tests.parsing.test_incremental_zig import ZIG

Key = tuple[ModuleType, str]  # a function that makes keys, and its module

ITEM: Key = (snapshot, "item_key")
STEM: Key = (snapshot, "stem_key")
NAME: Key = (namespaces, "name_key")
DIRECTORIES: Key = (namespaces, "directories_key")


class Pushed(NamedTuple):
    code: Code
    keys: tuple[Key, ...]  # those that its links lead by
    seeds: int = 6
    noticed_within: int = 6  # seeds


PUSHED = {
    "bash": Pushed(BASH, (ITEM,), seeds=4, noticed_within=4),
    "c": Pushed(CPP, (NAME, ITEM)),
    "csharp": Pushed(CSHARP, (NAME, DIRECTORIES, ITEM)),
    "go": Pushed(GO, (NAME, DIRECTORIES, ITEM)),
    "java": Pushed(JAVA, (NAME, DIRECTORIES, ITEM)),
    "javascript": Pushed(JAVASCRIPT, (NAME, ITEM, STEM)),
    "kotlin": Pushed(KOTLIN, (NAME, DIRECTORIES, ITEM)),
    "lua": Pushed(LUA, (ITEM, STEM), seeds=4, noticed_within=4),
    "php": Pushed(PHP, (NAME, DIRECTORIES, ITEM)),
    "ruby": Pushed(RUBY, (NAME, DIRECTORIES, ITEM)),
    "rust": Pushed(RUST, (NAME, ITEM), seeds=4),
    "scala": Pushed(SCALA, (NAME, DIRECTORIES, ITEM), seeds=4),
    "swift": Pushed(SWIFT, (NAME, ITEM), seeds=4),
    "zig": Pushed(ZIG, (ITEM, STEM), seeds=4),
}


@pytest.mark.parametrize(
    ("language", "seed"), [(language, seed) for language, pushed in PUSHED.items() for seed in range(pushed.seeds)]
)
def test_a_graph_after_any_pushes_equals_a_fresh_one(language: str, seed: int) -> None:
    assert pushes_equal_fresh(PUSHED[language].code, seed)


@pytest.mark.parametrize(
    ("language", "key"),
    [
        pytest.param(language, key, id=f"{language}-{key[1]}")
        for language, pushed in PUSHED.items()
        for key in pushed.keys
    ],
)
def test_the_random_pushes_would_notice_a_forgotten_class_of_keys(
    language: str, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed = PUSHED[language]
    never_the_same = count()
    monkeypatch.setattr(*key, lambda *_: next(never_the_same))

    assert not all(pushes_equal_fresh(pushed.code, seed) for seed in range(pushed.noticed_within))
