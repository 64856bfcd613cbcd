"""A disk that runs full under an index."""

import os
import sys
from pathlib import Path

import pytest

from tests.evaluation.full_disk import run


@pytest.mark.real
@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not os.access("/proc/self/ns/mnt", os.R_OK),
    reason="mounting takes root; test_a_full_disk_is_said_and_survived does the same with the size of files",
)
def test_a_full_disk_is_said_and_the_index_answers_and_recovers(tmp_path: Path) -> None:
    found = run(tmp_path, documents=40, grown=80, spare_kb=(0, 300, 1200))
    assert [entry["differences in the end"] for entry in found] == [{}, {}, {}]
    for entry in found:
        assert entry["the sync"].startswith("There is no room left for the index in")
        assert "Free some space" in entry["the sync"]
