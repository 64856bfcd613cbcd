"""What an exported answer says around the answer itself, in the asker's language; English for languages not listed.

The words stand in `en.toml` and its like; `tests/test_assistant_wording_labels.py` holds that each is in its language.
"""

from dataclasses import dataclass

from assistant.wording.tables import tables


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of one language.

    Attributes:
        asked: when the question was asked.
        understood: how it was understood with the conversation before it.
        answer: what kind of answer it is.
        written: that a model wrote it and it was checked.
        quoted: that it is made of quotes alone.
        chosen: the same, and that a model chose them.
        failed: the same, because what a model wrote did not pass the check.
        abstained: that the documents do not answer.
        unbacked: that no document is quoted.
        legend: how the marks of sentences are to be read.
        model: which language model wrote.
        no_model: that none did.
        filters: which documents were looked at.
        dates: from when the sources are.
        undated: how many of them have no date.
        program: which program answered.
        prompts: what the model was given.
        index: what was searched.
        generation: in which state.
        digest: the digest of the data.
        sources: the heading of the sources.
        no_date: that a source has none.
        place: which characters of a source a quote is.
        page: which page of a source it stands on.
        who: who says it.
        via: who says it and who reports that.
        copies: how many other documents say the same.
        before: the sentence before a quote, where the quote says too little without it.
        support: how well it backs the sentence.
        file: the digest of a source's file.
        nearest: the heading of the nearest passages.
        check: how to check the quotes.
        command: what to type for it.
    """

    asked: str
    understood: str
    answer: str
    written: str
    quoted: str
    chosen: str
    failed: str
    abstained: str
    unbacked: str
    legend: str
    model: str
    no_model: str
    filters: str
    dates: str
    undated: str
    program: str
    prompts: str
    index: str
    generation: str
    digest: str
    sources: str
    no_date: str
    place: str
    page: str
    who: str
    via: str
    copies: str
    before: str
    support: str
    file: str
    nearest: str
    check: str
    command: str


WORDS = {language: Words(**words["labels"]) for language, words in tables().items()}


def own_language(language: str) -> str:
    """Return the language that labels are in for who asks in `language`: the same, or English."""
    return language if language in WORDS else "en"


def words(language: str) -> Words:
    """Return the labels of `language`, or the English ones."""
    return WORDS[own_language(language)]
