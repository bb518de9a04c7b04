"""`make reset`: back to nothing, except the backups."""

import os
import shutil
import sys
from pathlib import Path

from config import engines, leftovers, services
from config.run import data_folder


def reset(data: Path) -> None:
    """Delete what the data folder holds; backups stay. Refused while Dangol runs."""
    with services.locked(data):
        home = engines.engine_home(data)
        leftovers.remove_leftovers(data, [home / "postgres", home / "redis"])
        if home != data:
            shutil.rmtree(home)
        for path in data.iterdir():
            if path.name in ("backups", "lock"):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def main() -> int:
    data = data_folder()
    if not data.exists():
        print(f"{data} does not exist: nothing to delete.")
        return 0
    if not (data / "keys.env").exists():
        print(f"{data} does not look like a data folder of Dangol; not touched.", file=sys.stderr)
        return 1
    if os.environ.get("FORCE") != "1":
        answer = input(f"Delete everything in {data} except backups? Type yes: ")
        if answer.strip() != "yes":
            return 1
    try:
        reset(data)
    except engines.ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Deleted. Backups, if any, are still in {data / 'backups'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
