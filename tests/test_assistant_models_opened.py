"""The models of one assistant: each opened once, whoever asks for it."""

import threading
from pathlib import Path

import pytest
from fakes import ScriptedLLM

from assistant import models
from assistant.errors import SettingsError
from assistant.models.language_model import LanguageModel, WrappedModel
from assistant.models.opened import OpenedModels


class Named(WrappedModel):
    """A model that says what it is called, and whether it was closed."""

    def __init__(self, name: str) -> None:
        super().__init__(ScriptedLLM(answers=["x"]))
        self.name = name
        self.closed = False

    def close(self) -> None:
        self.closed = True
        super().close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Named]:
    made: list[Named] = []

    def choose(spec: str, **_: object) -> LanguageModel | None:
        if spec == "none":
            return None
        if spec == "wrong":
            raise SettingsError("'wrong' is no language model.")
        made.append(Named("bundled" if spec == "auto" else spec))
        return made[-1]

    monkeypatch.setattr(models, "choose", choose)
    return made


def test_each_model_is_opened_once(made: list[Named], tmp_path: Path) -> None:
    opened = OpenedModels("auto", tmp_path)
    assert opened.get() is opened.get()
    assert opened.get("ollama:x") is opened.get("ollama:x")
    assert opened.get("none") is None
    assert [model.name for model in made] == ["bundled", "ollama:x"]


def test_the_one_that_was_set_is_the_same_by_its_name(made: list[Named], tmp_path: Path) -> None:
    opened = OpenedModels("auto", tmp_path)
    assert opened.get() is opened.get("bundled")
    assert [model.closed for model in made] == [False, True]


def test_closing_frees_each_once(made: list[Named], tmp_path: Path) -> None:
    opened = OpenedModels("auto", tmp_path)
    opened.get()
    opened.get("bundled")
    opened.get("ollama:x")
    opened.close()
    assert all(model.closed for model in made)


def test_a_model_that_cannot_be_had_is_an_error_each_time(made: list[Named], tmp_path: Path) -> None:
    opened = OpenedModels("none", tmp_path)
    for _ in range(2):
        with pytest.raises(SettingsError):
            opened.get("wrong")
    assert opened.get() is None


def test_an_own_model_is_taken_as_it_is(tmp_path: Path) -> None:
    own = Named("own")
    assert OpenedModels(own, tmp_path).get() is own
    assert isinstance(OpenedModels(ScriptedLLM(answers=["x"]), tmp_path).get(), LanguageModel)


def test_several_threads_open_one(made: list[Named], tmp_path: Path) -> None:
    opened = OpenedModels("auto", tmp_path)
    threads = [threading.Thread(target=opened.get, args=("ollama:x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
