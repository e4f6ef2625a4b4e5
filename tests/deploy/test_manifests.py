"""What is deployed: manifests that a cluster would accept, roles that exist, settings that are known, secrets that are files."""

import os
import re
import shutil
import stat
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from aether.cli import COMMANDS
from aether.settings import SECRETS, Settings
from tests.architecture.checkout import ROOT

BASE = ROOT / "deploy/kubernetes/base"
VERSION = "1.37"
OF_OTHERS = {"keda.sh/v1alpha1", "kustomize.config.k8s.io/v1beta1"}  # whose schemas are not Kubernetes' own
KNOWN = {field.alias for field in Settings.model_fields.values()} | {f"{name}_FILE" for name in SECRETS}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = {name: each for name, each in COMPOSE["services"].items() if "build" in each}


def documents(text: str) -> list[Any]:
    return [each for each in yaml.safe_load_all(text) if isinstance(each, dict) and "kind" in each]


@cache
def rendered() -> list[Any]:
    """What `kubectl kustomize` makes of the overlay."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is missing: the overlay was NOT rendered, the base alone was tried")
    overlay = ROOT / "deploy/kubernetes/overlays/example"
    done = subprocess.run((kubectl, "kustomize", overlay), capture_output=True, text=True, check=True, timeout=60)
    return documents(done.stdout)


def accept(manifest: Any) -> None:
    if manifest["apiVersion"] not in OF_OTHERS:
        kubernetes_validate.validate(manifest, VERSION, strict=True)


@pytest.mark.parametrize("file", sorted(BASE.glob("*.yaml")), ids=lambda file: file.name)
def test_a_cluster_would_accept_the_base(file: Path) -> None:
    for manifest in documents(file.read_text()):
        accept(manifest)


def test_a_cluster_would_accept_the_overlay_and_every_pod_has_no_right_too_many() -> None:
    for manifest in rendered():
        accept(manifest)
    pods = [each["spec"]["template"]["spec"] for each in rendered() if each["kind"] in {"Deployment", "Job"}]
    assert len(pods) == 7
    for pod in pods:
        (container,) = pod["containers"]
        allowed = container["securityContext"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        assert allowed["readOnlyRootFilesystem"]
        assert (allowed["allowPrivilegeEscalation"], allowed["capabilities"]) == (False, {"drop": ["ALL"]})
        assert {each["name"] for each in container["volumeMounts"]} == {each["name"] for each in pod["volumes"]}
        assert "memory" in container["resources"]["limits"]
        assert container["args"][0] in COMMANDS
        assert {each["name"] for each in container.get("env", ())} <= KNOWN


def test_what_refers_to_a_pod_finds_it() -> None:
    components = {
        each["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"]: each["metadata"]["name"]
        for each in rendered()
        if each["kind"] == "Deployment"
    }
    for each in rendered():
        spec = each.get("spec", {})
        if each["kind"] == "ScaledObject":
            assert spec["scaleTargetRef"]["name"] in components.values()
        if each["kind"] in {"PodDisruptionBudget", "Service"}:
            selector = spec["selector"].get("matchLabels", spec["selector"])
            assert selector["app.kubernetes.io/component"] in components
        for match in spec.get("podSelector", {}).get("matchExpressions", ()):
            assert set(match["values"]) <= components.keys()


def test_the_settings_that_are_given_are_known() -> None:
    (settings,) = (each for each in documents((BASE / "settings.yaml").read_text()) if each["kind"] == "ConfigMap")
    given = [name for each in OURS.values() for name in each["environment"]]

    assert {*settings["data"], *given} <= KNOWN


def test_every_secret_of_the_compose_file_is_made_once_and_mounted_as_a_file(tmp_path: Path) -> None:
    script, made = ROOT / "deploy/compose/secrets.sh", tmp_path / "secrets"
    subprocess.run((script, made), check=True, capture_output=True)
    again = subprocess.run((script, made), check=False, capture_output=True)

    assert again.returncode == 1
    assert {each.name for each in made.iterdir()} == {Path(each["file"]).name for each in COMPOSE["secrets"].values()}
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    values = {each.read_text().strip() for each in made.iterdir()}
    assert not [value for value in values if value in (ROOT / "compose.yaml").read_text()]
    for service in COMPOSE["services"].values():
        assert set(service.get("secrets", ())) <= COMPOSE["secrets"].keys()


def test_the_roles_of_the_compose_file_are_commands_on_a_read_only_root() -> None:
    assert OURS.keys() == {"migrate", "receiver", "worker", "bulk", "scheduler", "flower"}
    for service in OURS.values():
        assert service["command"][0] in COMMANDS
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_the_image_runs_as_an_ordinary_user_and_copies_what_is_sent() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    sent = {
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    copied = {
        name for words in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for name in words.split()
    }

    assert copied == sent
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["10001:10001"]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert os.access(ROOT / "deploy/check-image", os.X_OK)
