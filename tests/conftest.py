"""Fixtures several test files share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the bundled weights, put together once for the whole run."""
    from assistant.models import weights

    data = tmp_path_factory.mktemp("data")
    weights.join(data)
    return data
