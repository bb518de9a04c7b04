"""docker-compose.yml and .env.example, read as they stand. Nothing here starts a container."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import override_settings

from config import checks, engines

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())  # type: ignore[no-any-return]


def test_compose_runs_the_five_services_with_health_checks_and_no_simulator(compose: Any) -> None:
    lasting = {name for name, service in compose["services"].items() if "healthcheck" in service}
    assert lasting == {"postgres", "redis", "web", "worker", "beat"}
    assert "simulator" not in (ROOT / "docker-compose.yml").read_text()


def test_compose_keeps_the_database_where_postgres_18_writes_it(compose: Any) -> None:
    assert compose["services"]["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]


def test_compose_pins_the_engines_that_are_embedded(compose: Any) -> None:
    postgres = next(p for p in engines._candidates("postgres") if "18" in str(p))
    assert compose["services"]["postgres"]["image"] == f"postgres:{engines.version_of(postgres)[0]}"
    redis = engines.version_of(engines._candidates("redis-server")[-1])
    assert compose["services"]["redis"]["image"] == f"redis:{redis[0]}.{redis[1]}"


def test_compose_and_example_hold_no_secret(compose: Any) -> None:
    for service in compose["services"].values():
        assert not re.search("PASSWORD|KEY|SECRET", str(service.get("environment", "")))
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))
    secret = ("SECRET_KEY", "DANGOL_SECRET_KEYS", "DANGOL_PERSON_KEY", "POSTGRES_PASSWORD")
    assert [example[name] for name in secret] == ["", "", "", ""]


def test_every_setting_that_is_read_is_in_the_example() -> None:
    example = set(re.findall(r"^#?(\w+)=", (ROOT / ".env.example").read_text(), re.M))
    read = set()
    for file in ("settings.py", "gunicorn.py", "supervised.py", "run.py"):
        text = (ROOT / "config" / file).read_text()
        read |= set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text))
        read |= set(re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", text))
    assert read - example == set()


GOOD = {
    "SECRET_KEY": "abcdefghij" * 6,
    "DANGOL_SECRET_KEYS": ["MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="],
    "DANGOL_PERSON_KEY": "p" * 32,
    "HOST": "127.0.0.1",
    "HTTPS": False,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["localhost"],
}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"SECRET_KEY": ""}, ["dangol.E001"]),
        ({"SECRET_KEY": "a" * 60}, ["dangol.E001"]),
        ({"DANGOL_SECRET_KEYS": []}, ["dangol.E002"]),
        ({"DANGOL_SECRET_KEYS": ["short"]}, ["dangol.E002"]),
        ({"DANGOL_PERSON_KEY": ""}, ["dangol.E003"]),
        ({"HTTPS": True, "DEBUG": True}, ["dangol.E004"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["dangol.E005"]),
        ({"HOST": "0.0.0.0"}, ["dangol.W001"]),
        ({"HOST": "0.0.0.0", "HTTPS": True}, []),
    ],
)
def test_system_checks_name_what_is_missing_or_unsafe(changed: Any, found: list[str]) -> None:
    with override_settings(**GOOD | changed):
        assert [m.id for m in checks.check_keys(None) + checks.check_address(None)] == found
