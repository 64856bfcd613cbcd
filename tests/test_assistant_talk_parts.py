"""Questions that ask several things, and those that only look so."""

import pytest

from assistant.answer import Turn
from assistant.talk.followup import understood
from assistant.talk.parts import MOST, parts, parts_of, pieces

SEVERAL = [
    ("en", "Where did Kim meet Lavrov, and who was there?", ["Where did Kim meet Lavrov?", "who was there?"]),
    ("en", "When was the mill built and why did it burn down?", ["When was the mill built?", "why did it burn down?"]),
    ("en", "How many ships sank and in which year?", ["How many ships sank?", "in which year?"]),
    ("en", "Who built the bridge, and when?", ["Who built the bridge?", "when?"]),
    ("en", "Was the bridge closed, and is it open now?", ["Was the bridge closed?", "is it open now?"]),
    ("en", "The harbour was sold in 2019. Who bought it? For how much?", [
        "The harbour was sold in 2019. Who bought it?", "For how much?"]),
    ("pl", "Gdzie spotkali się Kim i Ławrow i kto jeszcze tam był?", [
        "Gdzie spotkali się Kim i Ławrow?", "kto jeszcze tam był?"]),
    ("pl", "Kiedy zbudowano młyn, a dlaczego spłonął?", ["Kiedy zbudowano młyn,?", "dlaczego spłonął?"]),
    ("pl", "Ile statków zatonęło i czy ktoś zginął?", ["Ile statków zatonęło?", "czy ktoś zginął?"]),
    ("hu", "Hol találkoztak, és ki volt még ott?", ["Hol találkoztak?", "ki volt még ott?"]),
    ("hu", "Mikor épült a malom és miért égett le?", ["Mikor épült a malom?", "miért égett le?"]),
    ("ro", "Unde s-au întâlnit și cine a mai fost acolo?", ["Unde s-au întâlnit?", "cine a mai fost acolo?"]),
    ("ro", "Câte nave s-au scufundat, iar în ce an?", ["Câte nave s-au scufundat?", "în ce an?"]),
]  # fmt: skip
ONE = [
    ("en", "When and where was the treaty signed?"),
    ("en", "How and why did the mill burn down?"),
    ("en", "Where did Kim and Lavrov meet?"),
    ("en", "Who is the man who built the bridge and who died in 1912?"),
    ("en", "What is the name of the river that crosses Brenna and which flows into the sea?"),
    ("en", "Is there a link between trade, empire, and what?"),
    ("en", "What was opened in 1912 and was the first of its kind?"),
    ("en", "The mill burned down in March and the bridge was closed."),
    ("pl", "Kiedy i gdzie podpisano traktat?"),
    ("pl", "Jak nazywa się człowiek, który zbudował most i który zmarł w 1912 roku?"),
    ("pl", "Gdzie Kim i Ławrow się spotkali?"),
    ("hu", "Mikor és hol írták alá a szerződést?"),
    ("hu", "Hol találkozott Kim és Lavrov?"),
    ("ro", "Când și unde a fost semnat tratatul?"),
    ("ro", "Cum se numește omul care a construit podul și care a murit în 1912?"),
    ("ro", "Unde s-au întâlnit Kim și Lavrov?"),
    ("de", "Wann wurde die Brücke gebaut, und wer hat sie gebaut?"),  # no list of words, no guess
    ("en", ""),
]


@pytest.mark.parametrize(("language", "question", "expected"), SEVERAL)
def test_a_question_is_cut_where_another_one_begins(
    language: str, question: str, expected: list[str]
) -> None:
    found = pieces(question, language)
    assert [piece.replace(",?", "?") for piece in found] == [piece.replace(",?", "?") for piece in expected]


@pytest.mark.parametrize(("language", "question"), ONE)
def test_what_is_asked_as_one_thing_stays_one(language: str, question: str) -> None:
    assert [part.standalone for part in parts(question, language)] == [question]


def test_a_part_that_names_nothing_is_read_with_the_first() -> None:
    first, second = parts("How many ships sank near Brenna, and in which year?", "en")
    assert (first.standalone, first.asked) == ("How many ships sank near Brenna?",) * 2
    assert second.standalone == "How many ships sank near Brenna? In which year?"
    assert second.asked == "in which year?"


@pytest.mark.parametrize(
    ("language", "question", "first"),
    [
        ("en", "Where did they meet, and do the sources agree?", "Where did they meet?"),
        ("pl", "Ile osób zginęło? Czy źródła są zgodne?", "Ile osób zginęło?"),
        ("hu", "Hány ember halt meg? Mindenki ugyanazt mondja?", "Hány ember halt meg?"),
        ("ro", "Câți oameni au murit? Sursele sunt de acord?", "Câți oameni au murit?"),
    ],
)
def test_nothing_is_searched_for_whether_sources_agree(language: str, question: str, first: str) -> None:
    (only,) = parts(question, language)
    assert only.standalone == first


def test_a_question_about_agreement_alone_is_searched_as_it_is() -> None:
    question = "Do the sources agree on how many shells were supplied?"
    assert [part.standalone for part in parts(question, "en")] == [question]


def test_too_many_questions_are_read_as_one() -> None:
    question = " ".join(f"Who built mill number {number}?" for number in range(MOST + 1))
    assert [part.standalone for part in parts(question, "en")] == [question]


def test_a_follow_up_is_read_with_what_it_leans_on() -> None:
    wanted = understood("And why?", [Turn("user", "When did the mill of Brenna burn down?")])
    (only,) = parts_of(wanted)
    assert only.standalone == wanted.standalone
    assert only.asked == wanted.asked


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When was the harbour opened? Please answer briefly.", "en"),
        ("When was the harbour opened? I need it for school.", "en"),
        ("Kiedy otwarto port? Proszę o krótką odpowiedź.", "pl"),
        ("Mikor nyitották meg a kikötőt? Röviden válaszolj.", "hu"),
        ("Când a fost deschis portul? Răspunde pe scurt.", "ro"),
    ],
)
def test_what_asks_nothing_is_no_part(question: str, language: str) -> None:
    assert [part.standalone for part in parts(question, language)] == [question]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Where did Kim meet Lavrov, and when did they sign the agreement?", "en", 2),
        ("How many people died in the conflict, and who started it?", "en", 2),
        ("Hol találkozott Kim Lavrovval, és mikor írták alá az egyezményt?", "hu", 2),
        ("Unde s-au întâlnit? Cu ce diferă racheta nouă?", "ro", 2),
        ("Where did they meet? Do the sources agree?", "en", 1),
        ("What did the parties agree on, and when did they meet?", "en", 2),
        ("Milyen egyezséget kötöttek a felek, és mikor találkoztak?", "hu", 2),
        ("When was the harbour opened? Please answer briefly. How many ships has it room for?", "en", 2),
    ],
)
def test_an_agreement_or_a_conflict_is_searched_for(question: str, language: str, expected: int) -> None:
    """Only whether sources agree cannot be."""
    assert len(parts(question, language)) == expected
