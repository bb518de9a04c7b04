"""`make accuracy [WORLD=name]`: statistics against simulated channels, in a database of their own.

Each command prints what it measured with, and exits with an error where a bar does not hold.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.__main__ import head
from config import keys, services

ROOT = Path(__file__).resolve().parent.parent
# Add a management command here to add its worlds; each takes --world.
COMMANDS = ("measure_risk", "measure_accuracy")


def main(words: list[str]) -> int:
    only = ["--world", words[0]] if words and words[0] else []
    print(json.dumps(head(0)), flush=True)
    with tempfile.TemporaryDirectory(prefix="dangol-accuracy-") as folder:
        data = Path(folder).resolve()
        data.chmod(0o711)  # the engine may run as another user
        keys.make_keys(data)
        with services.running(data, durable=False) as started:
            environment = os.environ | {"DANGOL_DATA": str(data)}
            environment |= services.urls(started.services)
            call = [sys.executable, "manage.py"]
            subprocess.run([*call, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
            results = [
                subprocess.call([*call, command, *only], cwd=ROOT, env=environment)
                for command in COMMANDS
            ]
    return max(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
