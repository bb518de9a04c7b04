"""The supervisor that keeps the house running: what it runs, and how it is asked."""

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from config import engines, leftovers
from config.services import Service

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Program:
    """One supervised program. The first ones start at once, the rest when the house is ready."""

    name: str
    command: list[str]
    first: bool = False
    stop_signal: str = "TERM"
    stop_seconds: int = 30
    user: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = ""


def engine_program(service: Service) -> Program:
    user = engines.engine_user()
    return Program(
        name=service.name,
        command=service.command,
        first=True,
        stop_signal=service.stop_signal.name.removeprefix("SIG"),
        stop_seconds=60,
        user=user.pw_name if user else "",
        environment={"LC_ALL": "C"},
        folder=str(service.folder),
    )


def site_programs() -> list[Program]:
    """Return web, worker and beat."""
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "config"]
    processes = os.environ.get("WORKER_PROCESSES", "2")
    return [
        Program("web", [python, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]),
        Program("worker", [*celery, "worker", "-n", "dangol@%h", "--concurrency", processes]),
        Program("beat", [*celery, "beat", "--pidfile="]),
    ]


SIMULATED = ("KAPI", "KAUTH", "MOMENT", "KEYWORD")
QUICK_LIMITS = "0.02"  # a year of the demo's figures in a minute instead of an hour


def simulated_kakao(port: int) -> dict[str, str]:
    """Return the settings under which the house talks to a simulated Kakao on the next port."""
    address = f"http://127.0.0.1:{port + 1}"
    urls = {f"KAKAO_{name}_URL": address for name in SIMULATED}
    return {**urls, "KAKAO_LIMIT_SCALE": QUICK_LIMITS}


def simulator_program(data: Path, environment: dict[str, str]) -> Program:
    """Return the simulated Kakao of the demo. It listens to this machine only."""
    serve = [sys.executable, "-m", "kakao.simulator", "serve", "--data", str(data / "simulator")]
    serve += ["--port", str(int(environment["PORT"]) + 1)]
    serve += ["--limit-scale", environment["KAKAO_LIMIT_SCALE"]]
    return Program("simulator", serve, stop_seconds=5)


def _section(program: Program, logs: Path) -> list[str]:
    marks = ",".join(f'{name}="{value}"' for name, value in program.environment.items())
    lines = {
        "command": shlex.join(program.command),
        "directory": program.folder or str(Path.cwd()),
        "autostart": str(program.first).lower(),
        "autorestart": "true",
        "priority": "1" if program.first else "10",
        "startsecs": "1",
        "startretries": "20",
        "stopsignal": program.stop_signal,
        "stopwaitsecs": str(program.stop_seconds),
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(logs / f"{program.name}.log"),
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "3",
        "user": program.user,
        "environment": marks,
    }
    # A percent sign would start a placeholder of the supervisor's.
    pairs = [f"{name} = {value.replace('%', '%%')}" for name, value in lines.items() if value]
    return [f"[program:{program.name}]", *pairs, ""]


def write_conf(data: Path, socket: Path, programs: list[Program]) -> Path:
    """Write supervisord.conf and return its path. It holds no secret."""
    logs = data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    logfile = f"logfile = {logs / 'supervisor.log'}".replace("%", "%%")
    lines = ["[supervisord]", logfile, f"pidfile = {data / 'supervisor.pid'}".replace("%", "%%")]
    lines += ["nodaemon = true", "silent = true"]
    lines += ["user = root"] if not os.geteuid() else []
    lines += ["[unix_http_server]", f"file = {socket}", "chmod = 0700"]
    lines += ["[rpcinterface:supervisor]"]
    lines += ["supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface"]
    lines += ["[supervisorctl]", f"serverurl = unix://{socket}", ""]
    for program in programs:
        lines += _section(program, logs)
    conf = data / "supervisord.conf"
    conf.write_text("\n".join(lines))
    return conf


def start(conf: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the supervisor in a session of its own: Ctrl-C reaches us, and we stop it.

    It does not hold our terminal or pipe either, which would stay open if we were killed.
    """
    words = [sys.executable, "-m", "supervisor.supervisord", "-c", str(conf)]
    with (conf.parent / "logs" / "supervisor.err").open("ab") as log:
        return subprocess.Popen(
            words,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def start_programs(conf: Path, names: list[str]) -> None:
    """Start the programs that waited. Returns when each has stayed up for a second."""
    words = [sys.executable, "-m", "supervisor.supervisorctl", "-c", str(conf), "start", *names]
    subprocess.run(words, stdout=subprocess.DEVNULL, check=False)


def stop(supervisor: subprocess.Popen[bytes], data: Path, folders: list[Path]) -> None:
    """Stop everything in order; whatever is left after that is removed."""
    supervisor.terminate()
    try:
        supervisor.wait(120)
    except subprocess.TimeoutExpired:
        supervisor.kill()
    leftovers.remove_leftovers(data, folders)
