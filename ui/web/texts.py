"""Every word the page says, in one place, ready for translation.

Invariant: no other file of `ui.web` holds a sentence meant for the reader; a text with `{name}` in it is
filled in by `str.format`. Proved by `tests/test_ui_web_rendering.py::test_every_text_is_filled_in`.
"""

TITLE = "Corpus assistant"
TAGLINE = "Answers from your documents. Every sentence is backed by a quote you can check."

QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask in any language"
SEND = "Ask"
STOP = "Stop"
STOPPING = "Stopping"
NEW_CHAT = "New chat"
RETRY = "Ask again"
EXAMPLES = "For example"
COMPOSER_NOTE = "Enter sends, Shift+Enter starts a new line."

EMPTY_QUESTION = "Type a question first; any language will do."
STILL_ANSWERING = "One question at a time: wait for this answer, or stop it."

# A question for each of the documents that ship, each in another language than its answer stands in.
EXAMPLE_QUESTIONS = {
    "004_62149765c1ec07b7.txt": "Who accompanied Kim at the resort's opening ceremony?",
    "000_51a4812c081649fb.txt": "Ce exerciții au făcut vineri SUA, Coreea de Sud și Japonia?",
    "001_7196048298869025.txt": "Hány tüzérségi lövedéket szállított Észak-Korea Oroszországnak?",
    "002_d69a3e7bfe563393.txt": "Kiedy rosyjskie MSZ potwierdziło wizytę Ławrowa w Pjongjangu?",
}

YOU_ASKED = "Question"

SEARCHING = "Searching the documents"
READING = "Found {passages}. Reading them"
QUEUED_NEXT = "The model is busy with another question. Yours is next"
QUEUED = "The model is busy. {questions} before yours"
DRAFTING = "Writing a draft, not yet checked"
CHECKING = "Checking each sentence against its quotes"
STOPPED = "Stopped. What stands here is unfinished."
STOPPED_DRAFT = "Unchecked draft"
DRAFT = "Draft, not yet checked"

FAILED = "No answer this time"
FAILED_UNEXPECTED = (
    "The program ran into a mistake of its own; the terminal where it runs has the details. "
    "Your question is kept: ask it again, or start a new chat."
)

ABSTAINED = "Not in the documents"
ABSTAINED_NEAREST = "Nearest passages"
ABSTAINED_NOTHING = "No passage comes near this question."

SOURCES = "Quotes"
SOURCE_LINK = "Show quote {number}, from {title}"
TRANSLATE = "Translate"
TRANSLATING = "Translating"
TRANSLATION_FAILED = "This quote is no longer where it was. Ask again."
IN_CONTEXT = "Read it in context"
EVIDENCE = "Passages found"
EVIDENCE_NONE = "No passage was found. Try other words, or add documents to the corpus."

WRITTEN_BY = "Answered by {model} in {seconds}"
QUOTED_BY = "Quoted from the documents, without a language model, in {seconds}"
QUOTED_INSTEAD = "Quoted from the documents in {seconds}: what {model} wrote did not pass the check"

MODEL_BUNDLED = "the bundled model"
MODEL_OLLAMA = "{name} through Ollama"
MODEL_LINE = "Answers by {model}"
MODEL_LINE_NONE = "Answers in quotes only, without a language model"

CORPUS_LINE = "{documents} in {languages}"
CORPUS_LINE_EMPTY = "The corpus holds no documents yet"
NOT_UP_TO_DATE = "The index was not brought up to date: {error}"
AND = " and "
MORE_LANGUAGES = "{count} more languages"

UNDATED = "no date"
UNKNOWN_LANGUAGE = "unknown language"

LISTENING = "The page is at {url}   (Ctrl-C ends it)"
PORT_TAKEN = (
    "Port {port!r} on {host!r} is already used by another program. Choose another: ASSISTANT_PORT={next_port}"
)
PORT_REFUSED = (
    "The page may not use port {port!r} on {host!r} ({reason}). Choose a port above 1023: ASSISTANT_PORT=7861"
)
HOST_UNKNOWN = (
    "{host!r} is no address of this machine ({reason}). "
    "Use ASSISTANT_HOST=127.0.0.1, or an address that this machine has."
)

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

LANGUAGES = {
    "ar": "Arabic",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovene",
    "sr": "Serbian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def documents(count: int) -> str:
    """Return `1 document`, `5 documents`."""
    return f"{count:,} document" if count == 1 else f"{count:,} documents"


def passages(count: int) -> str:
    """Return `1 passage`, `6 passages`."""
    return f"{count:,} passage" if count == 1 else f"{count:,} passages"


SAID = "says {who}"
SAID_VIA = "says {who}, as {via} reports"


def copies(count: int) -> str:
    """Return `and 1 other document`, `and 3 other documents`."""
    return f"and {count:,} other document" if count == 1 else f"and {count:,} other documents"


def questions(count: int) -> str:
    """Return `1 question`, `2 questions`."""
    return f"{count:,} question" if count == 1 else f"{count:,} questions"


def duration(seconds: float) -> str:
    """Return `0.4 s`, `12 s`, `2 min 5 s`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def language(code: str) -> str:
    """Return the language's name, or its code in capitals when the name is not known here."""
    return UNKNOWN_LANGUAGE if code in {"", "und"} else LANGUAGES.get(code, code.upper())


def date(iso: str | None) -> str:
    """Return an ISO 8601 date, as precise as it is, the way people write it: `12 July 2025`, `July 2025`."""
    if not iso:
        return UNDATED
    year, *rest = iso.split("T")[0].split("-")
    if not all(part.isascii() and part.isdecimal() for part in (year, *rest)) or len(rest) > 2:
        return iso
    if rest and not 1 <= int(rest[0]) <= 12:
        return iso
    day = [str(int(rest[1]))] if len(rest) == 2 else []
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*day, *month, year])


def model(name: str) -> str:
    """Return a model's setting (`bundled`, `ollama:qwen3:4b`, `gguf:PATH`) as a phrase."""
    kind, _, rest = name.partition(":")
    if kind == "ollama" and rest:
        return MODEL_OLLAMA.format(name=rest)
    if kind == "gguf" and rest:
        return rest.replace("\\", "/").rsplit("/", 1)[-1]
    return MODEL_BUNDLED if name == "bundled" else name


def listing(items: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`; after four, how many more there are."""
    if len(items) > 5:
        items = [*items[:4], MORE_LANGUAGES.format(count=len(items) - 4)]
    return AND.join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
