"""Every setting of the program, in one place: keyword arguments first, then the environment, then defaults.

Invariant: a setting nobody knows is an error, as an argument (`extra="forbid"`) and in the environment (an
unknown `ASSISTANT_...` variable, which pydantic-settings alone would not see). Proved by
`tests/test_assistant_settings.py`; that README documents each one, by `tests/test_project.py`.
"""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, PrivateAttr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.errors import CorpusError, SettingsError
from index.patterns import Patterns
from index.stores.address import LOOPBACK, Address, check_token

PREFIX = "ASSISTANT_"
SECRETS = ("auth", "chroma_token")


class Settings(BaseSettings):  # noqa: DOC601, DOC603 - `model_config` is pydantic's
    """The settings; immutable.

    Attributes:
        corpus: the folder of documents.
        data: where the index, the assembled weights and uploads are kept; never inside the corpus.
        include: patterns of the files of the corpus that are wanted, as in a `.gitignore`; all by default. In the
            environment they are parted by commas or line breaks.
        exclude: patterns of those that are not, the same.
        llm: `auto`, `ollama:MODEL`, `bundled`, `gguf:PATH` or `none`.
        ollama_host: the Ollama server, read from `OLLAMA_HOST` as Ollama's own tools read it.
        chroma: `http://host:port` of a Chroma server, `/NAME` behind it names the index; by default the vectors lie
            in the data folder.
        chroma_token: what the Chroma server, or a proxy before it, wants to see.
        embedder: `bundled`, a sentence-transformers model id or folder, or `ollama:MODEL`.
        judge: `off`, or `model`: the language model is asked about each sentence it wrote, and can only lower it.
        host: the address the page listens on.
        port: the port the page listens on.
        auth: who may use the page: `user:password`, or several with commas between (`ann:secret,bob:other`), so that
            no password holds one; required when `host` is not this machine.

    Raises:
        SettingsError: when a setting is unknown or has a value that cannot be used.
    """

    # An empty variable, as `ASSISTANT_AUTH=` in a compose file, is one that is not set.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", populate_by_name=True
    )

    corpus: Path = Path("corpus")
    data: Path = Field(default_factory=lambda: platformdirs.user_data_path("corpus-assistant", False))
    include: Annotated[tuple[str, ...], NoDecode] = ()
    exclude: Annotated[tuple[str, ...], NoDecode] = ()
    llm: str = "auto"
    ollama_host: str | None = Field(default=None, validation_alias="OLLAMA_HOST")
    embedder: str = "bundled"
    chroma: str | None = None
    chroma_token: str | None = Field(default=None, repr=False)
    judge: Literal["off", "model"] = "off"
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    auth: str | None = Field(default=None, repr=False)
    _arguments: frozenset[str] = PrivateAttr(frozenset())

    def __init__(self, **values: Any) -> None:
        _refuse_unknown_variables()
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise SettingsError(_explain(error)) from None  # it would show the password
        self._arguments = frozenset(values)

    @field_validator("corpus", "data", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        if value == "":  # as a path it would be the folder one happens to be in
            raise ValueError("name a folder")
        return value

    @field_validator("corpus", "data")
    @classmethod
    def _expand(cls, path: Path) -> Path:
        return _expanded(path)

    @field_validator("include", "exclude", mode="before")
    @classmethod
    def _parted(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in re.split("[,\n]", value) if part.strip())
        return value

    @field_validator("include", "exclude")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            Patterns(value)
        except CorpusError as error:
            raise ValueError(str(error).rstrip(".")) from error
        return value

    @field_validator("llm")
    @classmethod
    def _known_model(cls, value: str) -> str:
        kind, _, rest = value.partition(":")
        if value in ("auto", "bundled", "none") or (kind in ("ollama", "gguf") and rest):
            return value
        raise ValueError("use auto, ollama:MODEL, bundled, gguf:PATH or none")

    @field_validator("embedder")
    @classmethod
    def _known_embedder(cls, value: str) -> str:
        if value in ("", "ollama:"):
            raise ValueError("use bundled, a sentence-transformers model or ollama:MODEL")
        _expanded(Path(value))
        return value

    @field_validator("chroma")
    @classmethod
    def _known_server(cls, value: str | None) -> str | None:
        if value is not None:
            Address.parse(value)
        return value

    @field_validator("chroma_token")
    @classmethod
    def _sendable_token(cls, value: str | None) -> str | None:
        return None if value is None else check_token(value)

    @field_validator("auth")
    @classmethod
    def _user_and_password(cls, value: str | None) -> str | None:
        if value is None:
            return value
        pairs = _pairs(value)
        if not all(all(pair) for pair in pairs):
            raise ValueError(
                "use user:password, or several with commas between (ann:secret,bob:other); "
                "a password may hold a colon, but no comma"
            )
        if len({user for user, _ in pairs}) < len(pairs):
            raise ValueError("one user is named twice; give each one password")
        return value

    @model_validator(mode="after")
    def _data_apart_from_corpus(self) -> "Settings":
        if self.data.resolve().is_relative_to(self.corpus.resolve()):
            raise ValueError(
                f"the data folder {str(self.data)!r} lies inside the corpus {str(self.corpus)!r}; "
                "choose another with ASSISTANT_DATA, so that the program never reads its own files"
            )
        if self.host not in LOOPBACK and not self.auth:
            raise ValueError(
                f"the page would be open to others on {self.host!r}; set ASSISTANT_AUTH=user:password too"
            )
        return self

    @property
    def patterns(self) -> Patterns:
        """Which files of the corpus are wanted."""
        return Patterns(self.include, self.exclude)

    @property
    def credentials(self) -> list[tuple[str, str]] | None:
        """Users of the page with their passwords, or None when everybody may use it."""
        return None if self.auth is None else _pairs(self.auth)

    def origin(self, name: str) -> str:
        """Return where setting `name` came from: `default`, `argument`, or its environment variable."""
        if name in self._arguments:
            return "argument"
        return variable_of(name) if name in self.model_fields_set else "default"


def _pairs(auth: str) -> list[tuple[str, str]]:
    """Return users and passwords; what lacks one of them has an empty text there."""
    parts = (pair.partition(":") for pair in auth.split(","))
    return [(user.strip(), password) for user, _, password in parts]


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError("it begins with a user this machine does not know; write the whole path") from error


def variable_of(name: str) -> str:
    """Return the environment variable that sets `name`."""
    return "OLLAMA_HOST" if name == "ollama_host" else f"{PREFIX}{name.upper()}"


def _refuse_unknown_variables() -> None:
    known = {variable_of(name) for name in Settings.model_fields}
    for variable in sorted(os.environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            close = difflib.get_close_matches(variable.upper(), known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(known))}."
            raise SettingsError(f"Unknown setting {variable!r} in the environment; {hint}")


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            lines.append(f"Unknown setting {name!r}; known are {', '.join(Settings.model_fields)}.")
        elif name:
            is_secret = name in SECRETS or "@" in str(problem["input"])
            value = "what it is (not shown here)" if is_secret else repr(problem["input"])
            lines.append(f"Setting {name!r} cannot be {value}: {message}.")
        else:
            lines.append(message[:1].upper() + message[1:] + ".")
    return " ".join(lines)
