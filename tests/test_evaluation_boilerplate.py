"""`tests.evaluation.boilerplate`: the figures of the log come from it."""

import json
from pathlib import Path

import pytest

from tests.evaluation.boilerplate import main


def test_the_reader_keeps_all_and_leaves_more_out_than_the_library_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["-o", str(tmp_path / "results.json")])
    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    for group in results.values():
        assert group["reader"]["kept"] == group["reader"]["sentences"]
        assert group["reader"]["noise"] < group["trafilatura"]["noise"] < group["all text"]["noise"]
    assert len(capsys.readouterr().out.splitlines()) == 10
