"""What a language needs to report what others say: verbs, prepositions, and what a speaker may be called.

The words themselves stand in `assistant/saying/vocabulary.py`. Proved by `tests/test_assistant_saying_attribution.py`.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reporting:
    """The vocabulary of one language.

    Attributes:
        sure: verbs that report.
        weak: verbs that report where a clause or a quotation follows.
        source: what stands before a source (`according to`); in Hungarian after it.
        is_after: whether `source` stands after what it belongs to.
        own: a source that is a pronoun: `zdaniem jego`, `véleménye szerint`.
        that: what begins the reported clause.
        impersonal: verbs without a subject: `w raporcie stwierdzono`.
        speakers: what people, offices and writings that say something are called.
        papers: writings and what is said, left out behind the name of their author.
        pronouns: subjects that stand for somebody named before.
        articles: what may stand first in a noun phrase and says nothing.
        prepositions: after these stands no subject.
        stops: words that no noun phrase holds: conjunctions, relatives, auxiliary verbs.
        adverbs: words that may stand between a subject and its verb.
        blocked: what must not stand right before a verb: negations, passives.
        oblique: endings that no subject has.
    """

    sure: re.Pattern[str]
    weak: re.Pattern[str]
    source: re.Pattern[str]
    is_after: bool
    own: re.Pattern[str]
    that: frozenset[str]
    impersonal: re.Pattern[str]
    speakers: re.Pattern[str]
    papers: re.Pattern[str]
    pronouns: frozenset[str]
    articles: frozenset[str]
    prepositions: frozenset[str]
    stops: frozenset[str]
    adverbs: re.Pattern[str]
    blocked: re.Pattern[str]
    oblique: re.Pattern[str]
