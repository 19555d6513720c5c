"""Makes `.venv` and installs the project into it; does nothing where that is done already. Standard library only.

    python scripts/bootstrap.py [--extras test,check] [--port 8000]

Run by `make`. What is installed is written to `.venv/installed.json`: it is renewed when `pyproject.toml` or the Python
changes, and an extra, once installed, stays.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
import venv
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
#: Lines of pip's output that are shown when it fails.
LAST_LINES = 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--extras", default="", help="Extras of pyproject.toml, separated by commas.")
    parser.add_argument("--port", help="Stop at once, with a message, where this port is taken.")
    arguments = parser.parse_args()
    if arguments.port is not None:
        refuse_busy(arguments.port)
    install({extra for extra in arguments.extras.split(",") if extra})


def refuse_busy(text: str) -> None:
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is “{text}”, and should be a number from 1 to 65535.")
    port = int(text)
    with socket.socket() as client:
        client.settimeout(1)
        busy = client.connect_ex(("127.0.0.1", port)) == 0
    if busy:
        sys.exit(
            f"Port {port} is in use on this machine, perhaps by an earlier `make run`.\n"
            f"Stop that program, or choose another port:  make run PORT={port + 1 if port < 65535 else 8000}"
        )


def install(extras: set[str]) -> None:
    """Bring `.venv` up to date with `pyproject.toml` and these extras."""
    wanted = {
        "pyproject": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "python": platform.python_version(),
        "folder": str(ROOT),
    }
    have = read_stamp()
    extras |= set(have.get("extras", []))
    if all(have.get(name) == value for name, value in wanted.items()) and extras == set(have.get("extras", [])):
        return
    if not works(PYTHON) or have.get("python", wanted["python"]) != wanted["python"]:
        make_venv()
    STAMP.unlink(missing_ok=True)
    what = f".[{','.join(sorted(extras))}]" if extras else "."
    run_pip(["install", "--editable", what])
    STAMP.write_text(json.dumps({**wanted, "extras": sorted(extras)}, indent=1), encoding="utf-8")


def read_stamp() -> dict[str, object]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def works(python: Path) -> bool:
    """Whether the environment runs: one that was copied, or whose Python is gone, does not."""
    try:
        return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    say("Making .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    # Debian ships Python without ensurepip; then pip comes from the package index, as everything else does.
    has_pip = find_spec("ensurepip") is not None
    venv.create(VENV, with_pip=has_pip, symlinks=True)
    if not has_pip:
        fetch_pip()


def fetch_pip() -> None:
    """Install pip with pip's own wheel, which runs from where it lies. Its hash is checked against the index."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    advice = "Or install Debian's package for it, and try again:  apt install python3-venv"
    try:
        request = urllib.request.Request(index, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            files = json.load(answer)["files"]
        wheel = max((file for file in files if usable(file)), key=lambda file: release(file["filename"]))
        with urllib.request.urlopen(urljoin(index, wheel["url"]), timeout=120) as answer:
            data = answer.read()
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"This Python has no pip, and none could be fetched from {index}: {error}\n{advice}")
    if hashlib.sha256(data).hexdigest() != wheel["hashes"]["sha256"]:
        sys.exit(f"The pip that {index} sent is damaged. Try again.\n{advice}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / wheel["filename"]
        path.write_bytes(data)
        subprocess.run([PYTHON, f"{path}/pip", "install", "--quiet", "--no-index", path], check=True)


def usable(file: dict[str, object]) -> bool:
    """A final release of pip as a wheel, not withdrawn."""
    name = str(file["filename"])
    return bool(re.fullmatch(r"pip-[0-9.]+-py3-none-any\.whl", name)) and not file.get("yanked")


def release(filename: str) -> tuple[int, ...]:
    return tuple(int(part) for part in filename.split("-")[1].split("."))


def run_pip(arguments: list[str]) -> None:
    """Run pip with one line of progress; all it said is shown where it fails."""
    say("Installing what the project needs (some 700 MB on disk; one to three minutes, once) …")
    lines: list[str] = []
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line.rstrip())
            progress(line, sum(one.startswith("Collecting") for one in lines))
    clear_line()
    if pip.returncode:
        print("\n".join(lines[-LAST_LINES:]), file=sys.stderr)
        sys.exit("\nThe installation failed; the reason is above. `make clean` and another try does no harm.")


def progress(line: str, collected: int) -> None:
    if not sys.stdout.isatty():
        return
    if line.startswith("Collecting"):
        name = re.split(r"[<>=!~;\[ (]", line.split()[1])[0]
        print(f"\r\033[K  {collected} packages: {name}", end="", flush=True)
    elif line.startswith("Installing collected"):
        print("\r\033[K  writing them to .venv …", end="", flush=True)


def clear_line() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
