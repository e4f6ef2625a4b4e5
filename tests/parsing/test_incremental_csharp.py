"""True, for types that files of a namespace share and say parts of, what extends types, and what a project sees."""

import random

import pytest

from tests.parsing.pushes import Code, after_one_push

NAMES = ("Alpha", "Beta", "Gamma")
TYPES = ("Base", "Thing", "Other")
NAMESPACES = ("A", "A.B", "C")


def a_path(chance: random.Random) -> str:
    if chance.random() < 0.1:
        return chance.choice(["a/a.csproj", "b/b.csproj"])
    return f"{chance.choice(['a', 'b'])}/{chance.choice([*TYPES, 'Use'])}.cs"


def a_file(chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return b'<Project><ProjectReference Include="..\\b\\b.csproj" /></Project>'
    usings = "".join(f"{a_using(chance)};\n" for _ in range(chance.randint(0, 2)))
    types = "".join(a_type(chance) for _ in range(chance.randint(1, 2)))
    return f"{usings}namespace {chance.choice(NAMESPACES)} {{\n{types}}}\n".encode()


def a_using(chance: random.Random) -> str:
    namespace, kind = chance.choice(NAMESPACES), chance.choice(TYPES)
    return chance.choice(
        [
            f"using {namespace}",
            f"global using {namespace}",
            f"using static {namespace}.{kind}",
            f"using {kind} = C.{kind}",
        ]
    )


def a_type(chance: random.Random) -> str:
    head = chance.choice(["partial class", "class", "static class", "interface", "struct"])
    generic = chance.choice(["", "", "<T>"])
    body = "".join(a_member(chance) for _ in range(3))
    return f"{head} {chance.choice(TYPES)}{generic} : {a_name(chance)} {{\n{body}}}\n"


def a_name(chance: random.Random) -> str:
    return chance.choice([*TYPES, "B.Base", "C.Thing", "Other<Thing>"])


def a_member(chance: random.Random) -> str:
    name, called, taken = chance.choice(NAMES), chance.choice(NAMES), a_name(chance)
    return chance.choice(
        [
            f"  {taken} {name}({a_name(chance)} x) {{ return x.{called}(null); }}\n",
            f"  static {taken} {name}(this {a_name(chance)} x) => x.{called}().{name}();\n",
            f"  {taken} {chance.choice(TYPES)} {{ get; }} = new {taken}(1);\n",
            f"  {taken}(int x) {{ {called}(x); }}\n",
            f"  {taken} {name} => {called}.{name}(x => x.{called}());\n",
        ]
    )


CSHARP = Code(a_path, a_file)


USER = "using Lib;\nnamespace App.Use;\nclass Use : Base { void Run(Part part) { Go(1); part.Extra().End(); Both.End(); } }\n"


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"Lib/Base.cs": "namespace Lib;\npublic class Base { void Go(int x) {} void Go(object x) {} }\n"}, []),
        ({"Lib/More.cs": "namespace Lib;\npublic partial class Part { public void Extra(int x) {} }\n"}, []),
        ({"Lib/Ext.cs": "namespace Lib;\nstatic class Ext { public static Part Extra(this Part p) => p; }\n"}, []),
        ({"Globals.cs": "global using Hidden;\n"}, []),
        ({"App/Both.cs": "namespace App;\nclass Both { public static void End() {} }\n"}, []),
        ({"p.csproj": "<Project />", "Hidden/h.csproj": "<Project />"}, []),
        ({}, ["Lib/Part.cs"]),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {
        "App/Use.cs": USER,
        "Lib/Base.cs": "namespace Lib;\npublic class Base { public void Go(object x) {} }\n",
        "Lib/Part.cs": "namespace Lib;\npublic partial class Part { public Part Extra() => this; public void End() {} }\n",
        "Hidden/Both.cs": "namespace Hidden;\npublic class Both { public static void End() {} }\n",
        "Hidden/Part.cs": "namespace Lib;\npublic partial class Part { public void End() {} }\n",
    }
    pushed, expected, old = after_one_push(before, put, gone)
    assert pushed == expected
    assert pushed != old
