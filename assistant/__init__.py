"""Ask a corpus of documents; every sentence of the answer is backed by a verbatim, checked quote.

from assistant import Assistant, Settings

with Assistant.open(Settings()) as assistant:
    print(assistant.ask("How many tourists can the Wonsan-Kalma resort take?").text)
"""

from assistant.answer import (
    Answer,
    Checked,
    Citation,
    Draft,
    Event,
    Finished,
    Queued,
    Retrieved,
    Sentence,
    Turn,
)
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.export.verification import AnswerCheck, QuoteCheck, verify
from assistant.settings import Settings
from index.filters import Filters
from index.index import Index
from index.no_match import NoMatch
from index.search import ScoredPassage

__all__ = [
    "Answer",
    "AnswerCheck",
    "Assistant",
    "AssistantError",
    "Checked",
    "Citation",
    "Draft",
    "Event",
    "Filters",
    "Finished",
    "Index",
    "NoMatch",
    "Queued",
    "QuoteCheck",
    "Retrieved",
    "ScoredPassage",
    "Sentence",
    "Settings",
    "Turn",
    "verify",
]
