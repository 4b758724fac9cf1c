"""The soak: `python -m tests.soak [--actions 1000] [--seed 1] [--rounds 3]`. Ends non-zero when something did not hold.

Actions by chance in a real window with real processes, then the matrix of faults in the same window, then the fuzz with
a hundred thousand inputs for each reader.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from tests.own_home import move_in

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--actions", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3, help="of the matrix of faults")
    parser.add_argument("--inputs", type=int, default=100_000, help="for each reader; 0 leaves the fuzz out")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    wrong = soak(options.actions, options.seed, options.rounds)
    if options.inputs:
        environment = dict(os.environ, DAGSCOPE_FUZZ=str(options.inputs))
        command = [sys.executable, "-m", "pytest", "-q", "tests/fuzz"]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            wrong.append("the fuzz found something")
    for line in wrong:
        print(f"WRONG {line}")
    print("the soak held" if not wrong else f"{len(wrong)} things did not hold")
    return 1 if wrong else 0


def soak(actions: int, seed: int, rounds: int) -> list[str]:
    """Return what did not hold."""
    from tests.faults.matrix import cases
    from tests.faults.trial import listening, strangers, try_case
    from tests.soak.actions import Actions, write_trust_list
    from tests.soak.slopes import sample, slopes, too_steep
    from tests.soak.station import window

    wrong: list[str] = []
    done: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dagscope-soak-") as name:
        place = Path(name)
        move_in(place / "home", os.environ)
        os.environ["DAGSCOPE_TRUST_STORE"] = str(write_trust_list(place))
        with listening() as ears, window(place) as desk:
            person, samples = Actions(desk, place, seed), []
            for number in range(actions):
                action = person.step()
                done[action] += 1
                wrong += [f"action {number} ({action}): {text}" for text in ears.take()]
                samples.append(sample(number, len(desk.application.processes.worker.holders)))
                if number % 50 == 49:
                    print(f"{number + 1} {samples[-1]} {time.monotonic() - begun:.0f} s", flush=True)
            wrong += [f"a process is left: {line}" for line in strangers(ears.around)]
            found = slopes(samples)
            print(f"actions: {dict(done)}")
            print(
                f"slopes for an action, later half: {', '.join(f'{key} {value:.3g}' for key, value in found.items())}"
            )
            if actions >= 500:  # fewer say nothing of the long run
                wrong += too_steep(found)
            for turn in range(rounds):
                for case in (each for each in cases() if each.steps):
                    wrong += [
                        f"{case.number}: {text}" for text in try_case(desk, ears, case, place / "trusted" / str(turn))
                    ]
                print(f"matrix {turn + 1} of {rounds}: {sample(turn)} {time.monotonic() - begun:.0f} s", flush=True)
    left = [each.pid for each in psutil.Process().children(recursive=True)]
    print(f"processes left after the window: {len(left)}")
    return wrong + [f"process {pid} is left after the window" for pid in left]


if __name__ == "__main__":
    raise SystemExit(main())
