"""`python3 config/install.py run|dev`: make .venv and install the locked packages into it.

Runs before anything is installed, so it uses the standard library only and words that an older
Python can still read up to the check of its version.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV = os.path.join(VENV, "bin", "uv")
# How pip is configured on this machine decides where uv looks as well.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
}


def requirements(name):
    return os.path.join(ROOT, "requirements", name + ".txt")


def stamp_of(name):
    digest = hashlib.sha256(sys.version.encode())
    for lock in ("uv", name):
        with open(requirements(lock), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def is_done(name):
    """A development install contains the other one."""
    for stamp in {name, "dev"}:
        try:
            with open(os.path.join(VENV, ".dangol-" + stamp)) as file:
                if file.read() == stamp_of(stamp):
                    return True
        except OSError:
            continue
    return False


def call(words, **more):
    try:
        return subprocess.run(words, cwd=ROOT, **more).returncode == 0
    except OSError:  # the program is not there yet
        return False


def make_venv():
    if call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL):
        return
    if not call([sys.executable, "-m", "venv", "--clear", VENV]):
        sys.exit("Could not create .venv. On Debian and Ubuntu install the package python3-venv.")


def uv_environment():
    found = dict(os.environ)
    for option, variable in PIP_TO_UV.items():
        words = [PYTHON, "-m", "pip", "config", "get"]
        for name in (":env:." + option, "global." + option):
            run = subprocess.run([*words, name], capture_output=True, text=True)
            if run.returncode == 0 and run.stdout.strip():
                found.setdefault(variable, ",".join(run.stdout.split()))
    if "PIP_CERT" in found:
        found.setdefault("SSL_CERT_FILE", found["PIP_CERT"])
    # The cache may lie on another disk than the clone: copying is then what works quietly.
    found.setdefault("UV_LINK_MODE", "copy")
    return found


def install(name):
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
    if not os.path.exists(UV) and not call([*pip, requirements("uv")]):
        sys.exit("Could not install uv. Is the package index reachable?")
    words = [UV, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r"]
    if call([*words, requirements(name)], env=uv_environment()):
        return
    print("uv could not install the packages; trying pip, which takes longer.")
    if not call([*pip, requirements(name)]):
        sys.exit("Could not install the packages. The lines above name the one that failed.")


def main(name):
    if sys.version_info < (3, 11):
        sys.exit("Dangol needs Python 3.11 or newer; this is " + sys.version.split()[0])
    if is_done(name):
        return
    begun = time.monotonic()
    lock = os.open(os.path.join(ROOT, "requirements"), os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)  # `make run` and `make test` may start side by side
    if is_done(name):
        return
    print("Installing packages ...", flush=True)
    make_venv()
    install(name)
    with open(os.path.join(VENV, ".dangol-" + name), "w") as file:
        file.write(stamp_of(name))
    print("Installed packages in %.1f s" % (time.monotonic() - begun), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
