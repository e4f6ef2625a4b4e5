"""The rules by which Citus distributes tables, checked on the text of `store/schema.sql`: tenant_id is the distribution column.

A distributed table has tenant_id in its primary key and in every unique key; its foreign keys include it and lead to a
distributed table, or lead to a reference table. Citus itself is not run here.
"""

import re
from importlib import resources
from typing import NamedTuple

SCHEMA = resources.files("store").joinpath("schema.sql").read_text("utf-8")
REFERENCE = {
    "tenants": "small, and read by every node before a tenant is known",
    "tokens": "looked up by the token's hash before a tenant is known",
    "hooks": "looked up by the id in a URL before a tenant is known",
    "hook_secrets": "read with its hook",
    "hook_credentials": "read with its hook; a wide hook serves several tenants",
    "hook_namespaces": "read with its hook; leads from a namespace to a tenant",
    "outbox": "the dispatcher takes what is due, of any tenant",
}
LOCAL = {"schema_migrations": "belongs to the coordinator"}


class Table(NamedTuple):
    name: str
    columns: list[str]
    keys: list[tuple[str, ...]]  # primary and unique ones
    references: list[tuple[tuple[str, ...], str]]  # own columns, the table they lead to


def tables(schema: str) -> dict[str, Table]:
    text = re.sub(r"--.*", "", schema)
    found = {}
    for name, body in re.findall(r"create table (\w+) \((.*?)\);", text, re.DOTALL):
        found[name] = parsed(name, split(body))
    for name, columns in re.findall(r"create unique index \w+ on (\w+) \(([^)]*)\)", text):
        found[name].keys.append(names(columns))
    return found


def split(body: str) -> list[str]:
    """At commas outside parentheses."""
    parts, depth = [""], 0
    for character in body:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [" ".join(part.split()) for part in parts]


def parsed(name: str, parts: list[str]) -> Table:
    table = Table(name, [], [], [])
    for part in parts:
        if key := re.match(r"(?:primary key|unique) \(([^)]*)\)", part):
            table.keys.append(names(key[1]))
        elif foreign := re.match(r"foreign key \(([^)]*)\) references (\w+)", part):
            table.references.append((names(foreign[1]), foreign[2]))
        else:
            column = part.split()[0]
            table.columns.append(column)
            if re.search(r"\bprimary key\b|\bunique\b", part):
                table.keys.append((column,))
            if leads := re.search(r"\breferences (\w+)", part):
                table.references.append(((column,), leads[1]))
    return table


def names(columns: str) -> tuple[str, ...]:
    return tuple(column.strip() for column in columns.split(","))


def faults(schema: str) -> list[str]:
    found = tables(schema)
    distributed = {name: table for name, table in found.items() if name not in REFERENCE | LOCAL}
    wrong = [f"{name}: no tenant_id" for name, table in distributed.items() if "tenant_id" not in table.columns]
    for name, table in distributed.items():
        wrong += [f"{name}: key {key}" for key in table.keys if "tenant_id" not in key]
        for columns, target in table.references:
            if target in distributed and "tenant_id" not in columns:
                wrong.append(f"{name}: {columns} leads to {target} without its tenant")
            if target in LOCAL:
                wrong.append(f"{name}: leads to the local table {target}")
    for name in set(REFERENCE) & set(found):
        wrong += [
            f"{name}: a reference table leads to {target}"
            for _, target in found[name].references
            if target in distributed
        ]
    return wrong


def test_every_table_can_be_distributed_or_is_named_with_its_reason() -> None:
    assert faults(SCHEMA) == []
    assert set(tables(SCHEMA)) >= REFERENCE.keys() | LOCAL.keys()
    assert set(tables(SCHEMA)) - (REFERENCE.keys() | LOCAL.keys()) == {
        "audit_log", "audits", "blob_facts", "branches", "chunks", "code_edges", "code_nodes", "deliveries", "deltas", "graph_files", "link_traces",
        "notices", "notifications", "pulls", "remote_checks", "repositories", "runs", "upgrades", "watch_events", "watch_outbox", "watches",
    }  # fmt: skip


def test_what_breaks_a_rule_is_named() -> None:
    broken = """
    create table a (tenant_id integer, id bigint primary key, other bigint references runs);
    create table b (id bigint);
    create unique index b_by_id on a (id) where id > 0;
    """
    assert faults(SCHEMA + broken) == [
        "b: no tenant_id",
        "a: key ('id',)",
        "a: key ('id',)",
        "a: ('other',) leads to runs without its tenant",
    ]
