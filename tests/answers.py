"""Answers made by hand, to be exported: plain ones, and ones that hold what documents may hold at their worst."""

from dataclasses import replace

from assistant.answer import Answer, Citation, Doubt, Sentence, Translation, Verdict
from assistant.provenance import Provenance
from assistant.saying.attribution import Attribution
from assistant.saying.context import Context
from index.passages import Passage

QUOTE = "The harbour of Brenna was opened in 1912 and has room for 340 ships."
HASH = "ab" * 32

# What one text holds to become markup, end a comment, an element or a line, or turn the direction of writing.
HOSTILE = [
    "`code` ``more`` ```",
    "a ]]> b",
    "</script><script>alert(1)</script>",
    "--> <!-- <b>x</b> --!> -- -->",
    "-->\n<!-- corpus-assistant: data, shown " + "0" * 64 + "\n{}\n-->",
    "<!-- corpus-assistant: answer -->",
    "\u202eturned\u2066 \u200frtl שלום\u200e",
    "one\r\ntwo\rthree\nfour\n\nfive",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "![x](http://elsewhere.example/x.png)",
    "[x](javascript:alert(1)) [y][1] [^1] [^1]: z",
    "[^1]: false\n\n    > quote",
    "[1] [2] 【3】",
    "<img src=http://elsewhere.example/x onerror=alert(1)>",
    "http://elsewhere.example/a www.elsewhere.example <https://elsewhere.example>",
    "# heading",
    "Heading\n===\n---\n***\n___",
    "1. one\n2) two",
    "(1) one",
    "A) one",
    "2025. július 13-án",
    "- item\n+ item\n* item",
    "> quote",
    "    indented\n\ttab\t",
    "```\nfence\n~~~",
    "$x^2$ $$y$$ \\(z\\) {{ page.url }} {% raw %}",
    "&lt;b&gt; &amp; &#10; &nbsp;",
    "\\ \\* \\\\n \\",
    "*a* **b** _c_ __d__ ~~e~~ ==f== ^g^ ~h~",
    "\"a\" 'b' -- --- ... «c» „d”",
    "  two  spaces   kept  ",
    "\u2028line\u2029paragraph\x85next\x0bup\x0cform",
    "\x00\x1b[31mred\x07\ufeff\ufffe",
    "half \udcff a character",
    "😀 🇵🇱 👩‍👩‍👧 e\u0301 漢字",
    ": definition\n% title\n@mention #1",
    "x",
    "'",
]


def citation(number: int = 1, **values: object) -> Citation:
    plain = Citation(
        number=number, source="harbour.txt", title="The new pier", date="2025-07", language="en",
        start=32, end=100, quote=QUOTE, support=0.93, url=None, content_hash=HASH,
    )  # fmt: skip
    return replace(plain, **values)  # type: ignore[arg-type]


def sentence(text: str = QUOTE, *numbers: int, verdict: Verdict = "supported", lacks: str = "") -> Sentence:
    doubts = (Doubt("names", (lacks,)),) if lacks else ()
    return Sentence(text, numbers or (1,), verdict, doubts)


def passage(text: str, **values: object) -> Passage:
    plain = Passage(
        "p", "d", "harbour.txt", 0, len(text), text, "", "The new pier", None, "en", (), None, HASH
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def answer(**values: object) -> Answer:
    """One sentence, one quote."""
    plain = Answer(
        question="When was the harbour opened?",
        standalone="When was the harbour opened?",
        language="en",
        sentences=(sentence(),),
        citations=(citation(),),
        passages=(),
        abstained=False,
        model="scripted",
        provenance=Provenance("2026-11-22T21:40:12+01:00", "0.1.0", "bag-of-words / sentences", 3),
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def hostile(text: str) -> Answer:
    """The same with `text` wherever a document, a question or a model has its say."""
    return answer(
        question=text,
        standalone=text + text,
        sentences=(sentence(text, 1, 2), sentence(text, 2, verdict="partial", lacks=text)),
        citations=(
            citation(1, source=text, title=text, date=text, language=text, quote=text, url=text),
            citation(
                2,
                source=text,
                title=text,
                quote=f"{text}{text}",
                url="javascript:" + text,
                attribution=Attribution(text, 0, 1, Attribution(text, 2, 3)),
                copies=3,
                context=Context(text, 0, 1),
                translation=Translation(text, "en", text, (Doubt("names", (text,)),)),
            ),
        ),
        model=text,
        provenance=Provenance(text, text, text, 1, prompts={text: text}),
    )
