"""The catalogue of metrics says what the code counts; dashboard and alerts ask for nothing else; promtool tries the rules."""

import json
import os
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import tasks.metrics  # noqa: F401 (what is counted is known once it is imported)
import webhook.metrics  # noqa: F401
from aether.metrics import Told
from store.health import Connections
from store.model import QueueAge
from tests.architecture.checkout import ROOT

DEPLOY = ROOT / "deploy"
NAME = re.compile(r"\baether_[a-z_]+")
LABELS = re.compile(r"\| `(aether_\w+)` \| (counter|gauge|histogram) \| ([\w, ]*?) ?\|")
ROW = tuple[str, str, str]


def test_the_catalogue_says_what_is_counted() -> None:
    rows: set[ROW] = set(LABELS.findall((ROOT / "docs/reference/metrics.md").read_text()))

    assert rows == counted() | asked()


def counted() -> set[ROW]:
    collectors: set[Any] = {each for name, each in REGISTRY._names_to_collectors.items() if name.startswith("aether_")}
    return {
        (f"{each._name}_total" if each._type == "counter" else each._name, each._type, ", ".join(each._labelnames))
        for each in collectors
    }


def asked() -> set[ROW]:
    families = list(Told([QueueAge("push", 1, 1.0)], {}, 1, Connections(1, 2)).collect())
    return {(each.name, each.type, ", ".join(each.samples[0].labels)) for each in families}


def test_dashboard_and_alerts_ask_for_what_there_is() -> None:
    there = {name for name, _, _ in counted() | asked()}
    panels = json.loads((DEPLOY / "grafana/aether.json").read_text())["panels"]
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"][0]["rules"]
    expressions = [target["expr"] for panel in panels for target in panel["targets"]] + [rule["expr"] for rule in rules]
    wanted = {name.removesuffix("_bucket") for expression in expressions for name in NAME.findall(expression)}

    assert wanted - there == set()
    assert there - wanted == set(), "no panel shows it"


def test_every_alert_says_what_to_do() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"][0]["rules"]

    assert [rule["alert"] for rule in rules if not rule["annotations"].keys() >= {"summary", "action"}] == []
    assert {rule["labels"]["severity"] for rule in rules} == {"page", "ticket"}


def test_the_rules_raise_what_they_should_and_nothing_else() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        assert os.environ.get("CI") != "true", "promtool is missing: .ci/run takes it from Debian's package prometheus"
        pytest.skip("promtool is missing (Debian's package prometheus): the alert rules were NOT tried")
    for argv in (("test", "rules", "alerts_test.yml"), ("check", "config", "--syntax-only", "prometheus.yml")):
        done = subprocess.run(
            (promtool, *argv), cwd=DEPLOY / "prometheus", capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_dashboards_panels_do_not_overlap() -> None:
    panels = json.loads((DEPLOY / "grafana/aether.json").read_text())["panels"]
    cells = [
        (x, y)
        for each in (panel["gridPos"] for panel in panels)
        for x in range(each["x"], each["x"] + each["w"])
        for y in range(each["y"], each["y"] + each["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
