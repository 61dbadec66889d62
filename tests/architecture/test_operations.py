"""What operators are given fits the program: compose.yaml, the proxy's file, the settings they name."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from approval.routes.changes import LONGEST_WAIT
from approval.routes.guards import LARGEST_BLOB
from approval.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
PROXY = (ROOT / "deploy" / "proxy.conf").read_text(encoding="utf-8")
INSTANCES = ("approval-1", "approval-2")
SPEAKING_OF_SETTINGS = ("compose.yaml", "deploy/Dockerfile", "docs/OPERATIONS.md", "README.md")


@pytest.mark.parametrize("name", INSTANCES)
def test_the_settings_compose_hands_over_exist_and_can_be_read(name: str) -> None:
    environment = COMPOSE["services"][name]["environment"]
    known = {f"APPROVAL_{each.name.upper()}" for each in fields(Settings)}
    assert set(environment) <= known
    filled = {
        key: re.sub(r"\$\{\w+(?::-(\w*)|:\?[^}]*)?\}", r"\1", value) for key, value in environment.items()
    }
    assert Settings.from_environment(filled).metrics


def test_compose_hands_over_whatever_may_differ_between_agencies() -> None:
    handed = set(COMPOSE["services"]["approval-1"]["environment"])
    fixed = {f"APPROVAL_{name}" for name in ("DATA_DIR", "HOST", "PORT", "PRACTICE")}  # the image's own
    assert {f"APPROVAL_{each.name.upper()}" for each in fields(Settings)} == handed | fixed


@pytest.mark.parametrize("file", SPEAKING_OF_SETTINGS)
def test_every_setting_that_is_named_anywhere_is_one_the_program_reads(file: str) -> None:
    named = set(re.findall(r"APPROVAL_[A-Z0-9_]*[A-Z0-9]", (ROOT / file).read_text(encoding="utf-8")))
    assert named <= _read_by_the_program()


def test_every_setting_of_the_program_can_be_given_and_none_is_read_that_it_has_not() -> None:
    assert _read_by_the_program() == {f"APPROVAL_{each.name.upper()}" for each in fields(Settings)}


def _read_by_the_program() -> set[str]:
    """What it really asks its environment for, whatever its fields are called."""
    asked = _Asked()
    Settings.from_environment(asked)
    return asked.names


class _Asked(dict[str, str]):
    """An empty environment that remembers what was looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return default


def test_instances_share_their_keys_and_nothing_of_them_is_reachable_but_the_proxy() -> None:
    services = COMPOSE["services"]
    assert all(services[each]["volumes"] == ["service-data:/srv/approval"] for each in INSTANCES)
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "DATABASE_PASSWORD:?" in services["database"]["environment"]["POSTGRES_PASSWORD"]


def test_the_proxy_lets_the_largest_photo_and_the_longest_wait_through_and_keeps_figures_inside() -> None:
    assert all(f"server {name}:8800 " in PROXY for name in INSTANCES)
    megabytes = re.search(r"client_max_body_size (\d+)m;", PROXY)
    seconds = re.search(r"proxy_read_timeout (\d+)s;", PROXY)
    assert megabytes is not None
    assert seconds is not None
    assert int(megabytes[1]) * 2**20 >= LARGEST_BLOB
    assert int(seconds[1]) > LONGEST_WAIT
    assert re.search(r"location = /metrics \{\s+return 404;", PROXY)
    assert "access_log off;" in PROXY
    assert "error_log /dev/stderr crit;" in PROXY, "its warnings name addresses"
    assert "proxy_max_temp_file_size 0;" in PROXY, "photos stay in memory"


def test_the_proxy_says_who_asks_and_is_believed() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in PROXY, "never what the asker says of itself"
    assert {COMPOSE["services"][name]["environment"]["APPROVAL_PROXIES"] for name in INSTANCES} == {"*"}


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="no checker of compose files here")
def test_a_compose_file_checker_finds_nothing_amiss() -> None:
    checked = subprocess.run(
        ["docker-compose", "-f", str(ROOT / "compose.yaml"), "config", "--quiet"],
        env={"PATH": "/usr/bin:/bin", "DATABASE_PASSWORD": "x"},
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr.decode()
