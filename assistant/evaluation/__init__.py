"""Runs a file of questions against an assistant and says what the answers are worth.

`questions` owns the question files, `measures` what one answer is worth, `summary` the tables, `comparison` two runs
side by side, `saved` results kept in a file, `intervals` how sure the figures are.
"""

from assistant.evaluation.comparison import comparison
from assistant.evaluation.measures import LONGEST, MEASURES, Result, measure, run
from assistant.evaluation.questions import (
    PARTS,
    UNANSWERABLE,
    Question,
    check,
    part_of,
    places,
    read_questions,
)
from assistant.evaluation.saved import About, Saved
from assistant.evaluation.saved import read as read_saved
from assistant.evaluation.summary import faults, summary, to_dict

__all__ = [
    "LONGEST",
    "MEASURES",
    "PARTS",
    "UNANSWERABLE",
    "About",
    "Question",
    "Result",
    "Saved",
    "check",
    "comparison",
    "faults",
    "measure",
    "part_of",
    "places",
    "read_questions",
    "read_saved",
    "run",
    "summary",
    "to_dict",
]
