"""How the engines' threads wait for one another: shortly, then asleep.

GNU's OpenMP lets a thread that is ahead spin for milliseconds. Where other programs want the cores, the language
model above all, the thread it waits for does not run meanwhile, and two threads become slower than one: four times
in bulk work, measured. Proved by `tests/test_index_embedders_threads.py`.
"""

import os

SPINS = "2000"
"""Some microseconds: longer than a thread is late on a quiet machine."""


def wait_asleep() -> None:
    """Set it for libraries loaded from now on, unless the environment says how threads are to wait."""
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
