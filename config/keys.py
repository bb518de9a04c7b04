"""The installation's keys: made once into the data folder, never printed, never committed."""

import base64
import os
import secrets
from pathlib import Path

# DANGOL_SECRET_KEYS is a Fernet key: 32 bytes, URL-safe base64.
_MAKERS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "DANGOL_SECRET_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "DANGOL_PERSON_KEY": lambda: secrets.token_urlsafe(32),
    # Lets the simulator say when something happened, to simulated channels only.
    "DANGOL_SIMULATOR_KEY": lambda: secrets.token_urlsafe(32),
    "POSTGRES_PASSWORD": lambda: secrets.token_urlsafe(24),
    "REDIS_PASSWORD": lambda: secrets.token_urlsafe(24),
}
# These belong to the data and travel with a backup; the passwords belong to the engines beside it.
OF_THE_DATA = ("SECRET_KEY", "DANGOL_SECRET_KEYS", "DANGOL_PERSON_KEY")


def read_keys(data: Path) -> dict[str, str]:
    """Return what keys.env holds; an installation that never started has none."""
    try:
        lines = (data / "keys.env").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def write_keys(data: Path, keys: dict[str, str]) -> None:
    """Replace keys.env as a whole, so that a crash leaves the old file or the new one."""
    text = "# Back this file up with the database: without it kept secrets cannot be read.\n"
    text += "".join(f"{name}={value}\n" for name, value in keys.items())
    fresh = data / "keys.env.new"
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(data / "keys.env")


def make_keys(data: Path) -> dict[str, str]:
    """Add the keys that are missing and return all of them."""
    keys = read_keys(data)
    missing = [name for name in _MAKERS if not keys.get(name)]
    if missing:
        keys |= {name: _MAKERS[name]() for name in missing}
        write_keys(data, keys)
    return keys
