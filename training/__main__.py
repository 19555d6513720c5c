"""Train, export and evaluate, one after the other: `python -m training [--shared PATH] [--out PATH] [--seed N]`.

Takes the options of `training.train`. A run that was killed is taken up where it stopped.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from training.train import arguments


def main(argv: Sequence[str] | None = None) -> None:
    given = list(sys.argv[1:] if argv is None else argv)
    options = arguments().parse_args(given)
    # Training sets the allocator's variables, which hold for a process from its start.
    subprocess.run([sys.executable, "-m", "training.train", *given], check=True)
    for step in ("training.export", "training.evaluate"):
        subprocess.run(
            [sys.executable, "-m", step, "--run", str(options.out), "--shared", str(options.shared)], check=True
        )


if __name__ == "__main__":
    main()
