"""Runs a file of questions against an assistant and says what the answers are worth.

`questions` owns the question files, `measures` what one answer is worth, `summary` the tables, `intervals` how sure
they are.
"""

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
from assistant.evaluation.summary import faults, summary, to_dict

__all__ = [
    "LONGEST",
    "MEASURES",
    "PARTS",
    "UNANSWERABLE",
    "Question",
    "Result",
    "check",
    "faults",
    "measure",
    "part_of",
    "places",
    "read_questions",
    "run",
    "summary",
    "to_dict",
]
