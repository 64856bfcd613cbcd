"""Fixtures several test files share, and where their temporary folders lie.

Most of what the index's tests wait for is the disk (each commit is flushed to it), so they take a file system
in memory where there is one.
"""

import os
import shutil
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the bundled weights, put together once for the whole run."""
    from assistant.models import weights

    data = tmp_path_factory.mktemp("data")
    weights.join(data)
    return data
