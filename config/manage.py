"""`make manage ARGS="…"`: a management command against this data folder's own database."""

import os
import subprocess
import sys
from contextlib import ExitStack

from config import backup
from config.engines import ServiceError
from config.run import ROOT, data_folder


def main(words: list[str]) -> int:
    data = data_folder()
    with ExitStack() as stack:
        try:
            url = stack.enter_context(backup.database(data))
        except ServiceError as error:
            print(error, file=sys.stderr)
            return 1
        environment = os.environ | {"DATABASE_URL": url, "DANGOL_DATA": str(data)}
        return subprocess.call([sys.executable, "manage.py", *words], cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
