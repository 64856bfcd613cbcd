"""Every setting: its default, its variable, its argument, and what is said about a bad one."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.settings import Settings, variable_of

VARIABLES = {
    "corpus": ("ASSISTANT_CORPUS", "papers", Path("papers")),
    "data": ("ASSISTANT_DATA", "/elsewhere", Path("/elsewhere")),
    "llm": ("ASSISTANT_LLM", "ollama:qwen3:4b", "ollama:qwen3:4b"),
    "ollama_host": ("OLLAMA_HOST", "server:1234", "server:1234"),
    "embedder": ("ASSISTANT_EMBEDDER", "BAAI/bge-m3", "BAAI/bge-m3"),
    "chroma": ("ASSISTANT_CHROMA", "http://host:8000/news", "http://host:8000/news"),
    "chroma_token": ("ASSISTANT_CHROMA_TOKEN", "s3cret", "s3cret"),
    "judge": ("ASSISTANT_JUDGE", "model", "model"),
    "host": ("ASSISTANT_HOST", "localhost", "localhost"),
    "include": ("ASSISTANT_INCLUDE", "*.md, /press/", ("*.md", "/press/")),
    "exclude": ("ASSISTANT_EXCLUDE", "drafts/\n*.bak", ("drafts/", "*.bak")),
    "port": ("ASSISTANT_PORT", "08000", 8000),
    "auth": ("ASSISTANT_AUTH", "anna:a:b", "anna:a:b"),
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(os.environ):
        if variable.upper().startswith("ASSISTANT_") or variable == "OLLAMA_HOST":
            monkeypatch.delenv(variable)


def test_defaults() -> None:
    settings = Settings()
    assert settings.corpus == Path("corpus")
    assert settings.data.is_absolute()
    assert "corpus-assistant" in settings.data.parts
    assert (settings.llm, settings.embedder, settings.ollama_host) == ("auto", "bundled", None)
    assert (settings.host, settings.port, settings.auth) == ("127.0.0.1", 7860, None)
    assert settings.credentials is None


def test_a_default_creates_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    Settings()
    assert not (tmp_path / "data").exists()


def test_every_setting_is_tried_below() -> None:
    assert VARIABLES.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_sets_its_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variable, text, value = VARIABLES[name]
    assert variable_of(name) == variable
    monkeypatch.setenv(variable, text)
    settings = Settings()
    assert getattr(settings, name) == value
    assert settings.origin(name) == variable
    assert {settings.origin(other) for other in VARIABLES if other != name} == {"default"}


@pytest.mark.parametrize("name", VARIABLES)
def test_an_argument_wins_even_when_it_says_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variable, text, value = VARIABLES[name]
    monkeypatch.setenv(variable, text)
    assert Settings(**{name: value}).origin(name) == "argument"


def test_an_argument_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LLM", "bundled")
    assert Settings(llm="none").llm == "none"


@pytest.mark.parametrize("name", VARIABLES)
def test_an_empty_variable_is_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = getattr(Settings(), name)
    monkeypatch.setenv(VARIABLES[name][0], "")
    assert getattr(Settings(), name) == default


def test_home_is_expanded_and_its_origin_still_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CORPUS", "~/papers")
    settings = Settings()
    assert settings.corpus == Path.home() / "papers"
    assert settings.origin("corpus") == "ASSISTANT_CORPUS"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


def test_an_unknown_argument() -> None:
    with pytest.raises(
        SettingsError, match=r"Unknown setting 'modle'; known are corpus, data, include, exclude, llm"
    ):
        Settings(modle="none")


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("ASSISTANT_LMM", "did you mean ASSISTANT_LLM?"),
        ("ASSISTANT_CORPSU", "did you mean ASSISTANT_CORPUS?"),
        ("assistant_prot", "did you mean ASSISTANT_PORT?"),
        ("ASSISTANT_ZZZZZZZZZZZZZZZZZZZZZZ", "known are ASSISTANT_AUTH, ASSISTANT_CHROMA, "),
    ],
)
def test_an_unknown_variable(variable: str, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "x")
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert repr(variable) in str(caught.value)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"llm": "gpt"}, "Setting 'llm' cannot be 'gpt': use auto, ollama:MODEL"),
        ({"llm": "ollama:"}, "cannot be 'ollama:'"),
        ({"llm": "gguf:"}, "cannot be 'gguf:'"),
        ({"llm": ""}, "cannot be ''"),
        ({"judge": "yes"}, "Setting 'judge' cannot be 'yes': Input should be 'off' or 'model'"),
        ({"embedder": ""}, "Setting 'embedder' cannot be '': use bundled"),
        ({"embedder": "ollama:"}, "Setting 'embedder' cannot be 'ollama:'"),
        ({"port": "many"}, "Setting 'port' cannot be 'many': Input should be a valid integer"),
        ({"port": 65536}, "Setting 'port' cannot be 65536"),
        ({"port": -1}, "Setting 'port' cannot be -1"),
        ({"corpus": None}, "Setting 'corpus' cannot be None"),
        ({"corpus": ""}, "Setting 'corpus' cannot be '': name a folder"),
        ({"data": ""}, "Setting 'data' cannot be '': name a folder"),
        (
            {"corpus": "~no-such-user/x"},
            "'~no-such-user/x': it begins with a user this machine does not know",
        ),
        ({"data": Path("~no-such-user/x")}, "begins with a user this machine does not know"),
        ({"embedder": "~no-such-user/x"}, "begins with a user this machine does not know"),
        ({"host": "0.0.0.0"}, "open to others on '0.0.0.0'; set ASSISTANT_AUTH=user:password"),
        ({"host": ""}, "open to others on ''"),
    ],
)
def test_bad_values(values: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(**values)
    assert message in str(caught.value)


def test_two_bad_values_are_both_told() -> None:
    with pytest.raises(SettingsError, match=r"'llm' cannot be .*'port' cannot be"):
        Settings(llm="gpt", port=-1)


@pytest.mark.parametrize(
    "auth",
    [
        "",
        ":",
        ",",
        "hunter2",
        ":hunter2",
        "hunter2:",
        "a:hunter2,",
        ",a:hunter2",
        "a:hunter2,b",
        "a:b,:hunter2",
        "a:b,hunter2:",
        " :hunter2",
    ],
)
def test_a_bad_password_is_refused_and_not_shown(auth: str) -> None:
    with pytest.raises(SettingsError, match="use user:password") as caught:
        Settings(auth=auth)
    assert "hunter2" not in str(caught.value)
    assert "no comma" in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"chroma": "localhost:8000"}, "http://host:port"),
        ({"chroma": "http://anna:hunter2@host:8000"}, "ASSISTANT_CHROMA_TOKEN"),
        ({"chroma_token": "hunter2 hunter2"}, "no spaces"),
    ],
)
def test_a_bad_server_is_refused_and_no_secret_shown(values: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        Settings(**values)
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(Settings(chroma_token="hunter2"))


@pytest.mark.parametrize("inside", [".", "sub", "sub/deeper", "../corpus/sub"])
def test_data_inside_the_corpus(inside: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    with pytest.raises(SettingsError, match=r"lies inside the corpus .* ASSISTANT_DATA"):
        Settings(corpus=corpus, data=corpus / inside)


def test_data_inside_the_corpus_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "corpus")
    with pytest.raises(SettingsError, match="lies inside the corpus"):
        Settings(corpus=tmp_path / "corpus", data=tmp_path / "link" / "data")


def test_data_beside_the_corpus_with_a_name_that_begins_the_same(tmp_path: Path) -> None:
    assert Settings(corpus=tmp_path / "corpus", data=tmp_path / "corpus-data").data.name == "corpus-data"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_no_password(host: str) -> None:
    assert Settings(host=host).credentials is None


def test_other_hosts_with_a_password() -> None:
    settings = Settings(host="0.0.0.0", auth="anna:pass:word")
    assert settings.credentials == [("anna", "pass:word")]
    assert "pass" not in repr(settings)


def test_several_users() -> None:
    settings = Settings(auth="ann:se:cret, bob:other ,cai: x")
    assert settings.credentials == [("ann", "se:cret"), ("bob", "other "), ("cai", " x")]
    with pytest.raises(SettingsError, match="one user is named twice") as caught:
        Settings(auth="ann:secret,bob:other, ann:third")
    assert not [said for said in ("secret", "other", "third") if said in str(caught.value)]


def test_patterns_are_parted_by_commas_and_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_INCLUDE", "*.md, /press/ ,\n2024 archive/**\n")
    monkeypatch.setenv("ASSISTANT_EXCLUDE", "drafts/")
    settings = Settings()
    assert settings.include == ("*.md", "/press/", "2024 archive/**")
    assert (settings.patterns.wants("x/a.md"), settings.patterns.wants("drafts/a.md")) == (True, False)
    assert Settings(exclude=["a,b.txt"]).exclude == ("a,b.txt",)
    with pytest.raises(SettingsError, match=r"'exclude' cannot be .*'!' is no pattern of files"):
        Settings(exclude=["!"])
