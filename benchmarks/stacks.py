"""What the window was doing in each stall: samples of its stack, by the outermost function of ours.
It times nothing itself.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from types import FrameType

EVERY_S = 0.002
DEPTH = 4


class StackSampler:
    """Samples the main thread's stack; `report` tells the stalls of one interval.
    The samples cost some time themselves.
    """

    def __init__(self) -> None:
        self._samples: list[tuple[float, tuple[str, ...]]] = []
        self._is_over = False
        self._thread = threading.Thread(target=self._sample, args=(threading.get_ident(),), daemon=True)
        self._thread.start()

    def _sample(self, main: int) -> None:
        while not self._is_over:
            time.sleep(EVERY_S)
            frame = sys._current_frames().get(main)
            self._samples.append((time.perf_counter(), _names(frame)))

    def report(self, gaps: list[tuple[float, float]], least: float) -> None:
        """Print what was going on in each gap (end, seconds) that was longer than `least`."""
        self._is_over = True
        for end, seconds in gaps:
            if seconds < least:
                continue
            inside = [names for at, names in self._samples if end - seconds <= at <= end]
            print(f"   stall of {seconds * 1000:.0f} ms")
            for names, count in Counter(inside).most_common(6):
                print(f"      {count * 100 // max(len(inside), 1):3} %  {' > '.join(names)}")


def _names(frame: FrameType | None) -> tuple[str, ...]:
    """Return our functions on the stack, outermost first."""
    found: list[str] = []
    while frame is not None:
        file = frame.f_code.co_filename.replace("\\", "/")
        if "/dagscope" in file and "/benchmarks/" not in file:
            place = file.rpartition("/dagscope")[2].partition("/")[2].removesuffix(".py")
            found.append(f"{place}:{frame.f_code.co_name}")
        frame = frame.f_back
    return tuple(found[::-1][:DEPTH])
