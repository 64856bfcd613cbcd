"""What the program itself says inside an answer, in the asker's language; English for languages not listed.

One record a language; `tests/test_assistant_phrases.py` holds that each is in its language.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The frames of one language.

    Attributes:
        found: said before quotes that stand for the answer.
        unknown: said when the documents do not answer.
        opening: the opening quotation mark.
        closing: the closing quotation mark.
    """

    found: str
    unknown: str
    opening: str
    closing: str

    def quoted(self, text: str) -> str:
        """Return `text` between this language's quotation marks."""
        return f"{self.opening}{text}{self.closing}"


PHRASES = {
    "en": Phrases(
        "This is what the documents say about it:",
        "The documents do not answer this question.",
        "“",
        "”",
    ),
    "pl": Phrases(
        "Oto co mówią na ten temat dokumenty:",
        "Dokumenty nie odpowiadają na to pytanie.",
        "„",
        "”",
    ),
    "hu": Phrases(
        "Ezt mondják erről a dokumentumok:",
        "A dokumentumok nem adnak választ erre a kérdésre.",
        "„",
        "”",
    ),
    "ro": Phrases(
        "Iată ce spun documentele despre acest lucru:",
        "Documentele nu răspund la această întrebare.",
        "„",
        "”",
    ),
}

# English names, for prompts: a language is named to a model, never left for it to guess.
LANGUAGE_NAMES = {
    "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French",
    "hr": "Croatian", "hu": "Hungarian", "it": "Italian", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip


def phrases(language: str) -> Phrases:
    """Return the phrases of `language`, or the English ones."""
    return PHRASES.get(language, PHRASES["en"])


def language_name(language: str) -> str:
    """Return the English name of `language` for a prompt."""
    return LANGUAGE_NAMES.get(language, "the language of the question")
