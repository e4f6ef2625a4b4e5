"""Put on the path of a traced program: records which function called which, inside one directory.

Kept are calls that somebody wrote: the caller stands at an instruction that calls. Each process writes a file of its own.
"""

import atexit
import dis
import json
import os
import sys
import threading
from pathlib import Path
from types import CodeType, FrameType

ROOT = os.environ["TRACED_ROOT"] + "/"
INTO = Path(os.environ["TRACED_INTO"])
WRITTEN = {"__init__", "__call__"}  # of what the call names only the class or the object
_seen: dict[tuple[CodeType, int, CodeType], tuple[int, bool]] = {}


def record(frame: FrameType, event: str, _argument: object) -> None:
    caller = frame.f_back
    if event != "call" or caller is None:
        return
    callee = frame.f_code
    if not (callee.co_filename.startswith(ROOT) and caller.f_code.co_filename.startswith(ROOT)):
        return
    key = (caller.f_code, caller.f_lasti, callee)
    if key not in _seen:
        _seen[key] = (caller.f_lineno, _is_written(caller, callee.co_name))


def _is_written(caller: FrameType, name: str) -> bool:
    """`len(x)` stands at a call too, but nobody wrote the call of `__len__`."""
    code, place = caller.f_code.co_code, caller.f_lasti
    while dis.opname[code[place]] == "CACHE":  # room behind an instruction
        place -= 2
    if (
        not dis.opname[code[place]].startswith(("CALL", "PRECALL")) or name == "__new__"
    ):  # of a metaclass: `class C: ...`
        return False
    return not name.startswith("__") or name in WRITTEN or name in caller.f_code.co_names


def write() -> None:
    sys.setprofile(None)
    rows = [
        [caller.co_filename[len(ROOT) :], line, callee.co_filename[len(ROOT) :], callee.co_firstlineno, callee.co_name]
        for (caller, _, callee), (line, explicit) in list(_seen.items())
        if explicit
    ]
    (INTO / f"{os.getpid()}.json").write_text(json.dumps(rows))


atexit.register(write)
threading.setprofile(record)
sys.setprofile(record)
