"""True, for modules that are the tables they return."""

import random

import pytest

from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
MODULES = ("a", "b", "shop", "shop.a", "shop.sub.b")


def a_path(chance: random.Random) -> str:
    return chance.choice(["a.lua", "b.lua", "shop/init.lua", "shop/a.lua", "src/shop/a.lua", "shop/sub/b.lua", "x.txt"])


def a_file(chance: random.Random) -> bytes:
    body = "".join(a_statement(chance) for _ in range(4))
    return f"local M = {{}}\nlocal other = require('{chance.choice(MODULES)}')\n{body}{chance.choice(['return M', ''])}\n".encode()


def a_statement(chance: random.Random) -> str:
    name, called, module = chance.choice(NAMES), chance.choice(NAMES), chance.choice(MODULES)
    return chance.choice(
        [
            f"function M.{name}(x) return other.{called}(x) end\n",
            f"function M:{name}() self:{called}() end\n",
            f"M.{name} = require('{module}').{called}\n",
            f"M.{name} = function() M.{called}() end\n",
            f"local function {name}() return setmetatable({{}}, other) end\n{name}():{called}()\n",
            f"setmetatable(M, {{ __index = other }})\nM.{name}()\n",
            f"other.{name}.{called}()\n",
        ]
    )


LUA = Code(a_path, a_file)


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"shop/cart.lua": "local M = {}\nfunction M.later() end\nreturn M\n"}, []),
        ({"shop/cart.lua": "return {}\n"}, []),
        ({"src/shop/cart.lua": "local M = {}\nfunction M.later() end\nreturn M\n"}, []),
        ({}, ["shop/cart.lua"]),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    user = "local cart = require('shop.cart')\ncart.total()\ncart.later()\n"
    cart = "local M = {}\nfunction M.total() end\nreturn M\n"
    pushed, expected, _ = after_one_push({"shop/cart.lua": cart, "a.lua": user}, put, gone)
    assert pushed == expected
