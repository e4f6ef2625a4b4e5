"""True, for classes that any file may open."""

import random

import pytest

from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import Code, after_one_push

CLASSES = ("Base", "Thing", "Other")
NAMES = ("alpha", "beta", "gamma")
DIRECTORIES = ("", "lib", "lib/shop", "sub/lib", "test")


def a_path(chance: random.Random) -> str:
    directory = chance.choice(DIRECTORIES)
    name = chance.choice(["a.rb", "b.rb", "c.rb", "base.rb", "x.gemspec", "Gemfile", "read.txt"])
    return f"{directory}/{name}" if directory else name


def a_file(chance: random.Random) -> bytes:
    """One text for all kinds of files: each reads what is its own."""
    if chance.random() < 0.15:
        return b'spec.add_dependency "rack", "~> 3.0"\n'
    wanted = chance.choice(["a", "shop/b", "base", "json"])
    loads = chance.choice([f'require "{wanted}"\n', f'require_relative "{wanted}"\n', ""])
    return f"{loads}{''.join(a_class(chance) for _ in range(3))}{a_call(chance)}\n".encode()


def a_class(chance: random.Random) -> str:
    name = chance.choice([*CLASSES, "Shop::Base", "Shop::Thing"])
    above = chance.choice(["", "", f" < {a_constant(chance)}"])
    mixed = chance.choice(["", f"  include {a_constant(chance)}\n", f"  extend {a_constant(chance)}\n"])
    kind = chance.choice(["class", "class", "module"])
    body = "".join(f"  {a_method(chance)}\n" for _ in range(2))
    return f"{kind} {name}{above if kind == 'class' else ''}\n{mixed}{body}end\n"


def a_method(chance: random.Random) -> str:
    name, called = chance.choice(NAMES), chance.choice(NAMES)
    return chance.choice(
        [
            f"def {name}; {called}; end",
            f"def self.{name}; {called}; new; end",
            f"def {name}(x = {a_constant(chance)}.new); x.{called}; super; end",
            f"def initialize; @part = {a_constant(chance)}.new; @part.{called}; end",
            f"def {name}; yield {a_constant(chance)}.new; end",
            f"attr_reader :{name}",
            f"alias {name} {called}",
            f"{chance.choice(['Inner', 'Base'])} = Struct.new(:{name})",
        ]
    )


def a_call(chance: random.Random) -> str:
    constant, name, other = a_constant(chance), chance.choice(NAMES), chance.choice(NAMES)
    return chance.choice(
        [
            f"{constant}.new.{name}.{other}",
            f"{constant}.{name}.{other}",
            f"{constant}.new.{name} {{ |x| x.{other} }}",
            f"def {name}; {other}; end",
        ]
    )


def a_constant(chance: random.Random) -> str:
    return chance.choice([*CLASSES, "Shop::Base", "Shop::Thing", "::Base", "Inner"])


RUBY = Code(a_path, a_file)


USER = 'require "shop/tax"\nclass Till < Shop::Base\n  def run; rate; Shop::Tax.of; later; end\nend\n'
BASE = "module Shop\n  class Base\n    def rate; end\n  end\nend\n"


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"lib/shop/tax.rb": "module Shop\n  class Tax\n    def self.of; end\n  end\nend\n"}, []),
        ({"lib/more.rb": "class Shop::Base\n  def later; end\nend\n"}, []),
        ({"lib/more.rb": "class Shop::Base\n  include Late\nend\nmodule Late\n  def later; end\nend\n"}, []),
        ({"lib/more.rb": "class Till\n  def later; end\nend\n"}, []),
        ({"lib/more.rb": "class Till\n  def rate; end\nend\n"}, []),
        ({"lib/shop/base.rb": "module Shop\n  module Base\n  end\nend\n"}, []),
        ({"sub/sub.gemspec": "", "sub/lib/shop/tax.rb": ""}, []),
        ({}, ["lib/shop/base.rb"]),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    pushed, expected, _ = after_one_push({"lib/shop/base.rb": BASE, "lib/till.rb": USER}, put, gone)
    assert pushed == expected


def test_a_new_class_in_a_module_of_many_files_links_those_who_asked_for_it() -> None:
    files = {f"m{number}.rb": b"module M\n  class C%d\n    def f; end\n  end\nend\n" % number for number in range(50)}
    graph = fresh({**files, "one.rb": b"module M\n  class One\n    def f; Later.new; end\n  end\nend\n"})
    assert graph.push({"later.rb": b"module M\n  class Later\n    def go; end\n  end\nend\n"}).files == 2
    assert graph.push({"later.rb": b"module M\n  class Later\n\n    def go; end\n  end\nend\n"}).files == 1
