"""What kind of thing a question asks for, in four languages, with and without accents."""

import pytest

from assistant.finding.asked import asked_for, asks_country

QUESTIONS = {
    "number": {
        "en": ("How many ships sank?", "how much did it cost",
               "At what temperature does it boil?", "What percentage voted?"),
        "pl": ("Ile statków zatonęło?", "ilu ludzi przyszlo",
               "Jaką długość ma rzeka?", "Jaki procent głosował?"),
        "hu": ("Hány hajó süllyedt el?", "hanyan jottek el", "Mennyibe került?", "Milyen magas a torony?"),
        "ro": ("Câte nave s-au scufundat?", "cati oameni au venit", "Cât a costat?", "La ce înălțime a zburat?"),
    },
    "date": {
        "en": ("When did it open?", "in which year was it", "On what day did they meet?"),
        "pl": ("Kiedy otwarto most?", "w ktorym roku", "Którego dnia się spotkali?"),
        "hu": ("Mikor nyílt meg?", "melyik evben tortent", "Mióta tart?"),
        "ro": ("Când s-a deschis?", "in ce an a fost", "În ce zi s-au întâlnit?"),
    },
    "place": {
        "en": ("Where did they meet?", "In which Spanish city was it?", "In which state was he born?"),
        "pl": ("Gdzie się spotkali?", "skad pochodzi", "W którym mieście to było?"),
        "hu": ("Hol találkoztak?", "honnan jott", "Melyik városban történt?"),
        "ro": ("Unde s-au întâlnit?", "de unde vine", "În ce oraș a fost?"),
    },
    "person": {
        "en": ("Who signed it?", "whose idea was it"),
        "pl": ("Kto podpisał?", "Z kim rozmawiał?", "komu to dał"),
        "hu": ("Ki írta alá?", "kivel beszelt", "Kinek adta?"),
        "ro": ("Cine a semnat?", "cui i-a dat"),
    },
    "reason": {
        "en": ("Why did he resign?",),
        "pl": ("Dlaczego zrezygnował?",),
        "hu": ("Miért mondott le?",),
        "ro": ("De ce a demisionat?",),
    },
    "yes_no": {
        "en": ("Did he resign?",),
        "pl": ("Czy zrezygnował?",),
        "hu": ("Lemondott-e a miniszter?",),
        "ro": ("A fost ales?", "Există dovezi?"),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "language", "question"),
    [(kind, lang, text) for kind, rows in QUESTIONS.items() for lang, texts in rows.items() for text in texts],
)  # fmt: skip
def test_interrogatives_tell_what_is_asked_for(kind: str, language: str, question: str) -> None:
    """Each list has the everyday forms, with and without accents."""
    assert kind in asked_for(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Which hurricane wrecked the pier?"),
        ("en", "Which state news agencies are quoted?"),
        ("pl", "Co powiedział Kim?"),
        ("hu", "Mit mondott a miniszter?"),
        ("ro", "Ce a spus ministrul?"),
        ("de", "Wann und wo?"),
    ],
)
def test_other_questions_ask_for_nothing_in_particular(language: str, question: str) -> None:
    """A name that looks like an interrogative is none; a language without a list has none."""
    assert asked_for(question, language) == frozenset()


def test_a_clause_inside_does_not_make_a_question_one_of_yes_and_no() -> None:
    """`Who decides whether ...` asks for a person."""
    assert asked_for("Ki dönt arról, hogy bevetik-e őket?", "hu") == {"person"}


def test_a_duration_may_be_told_as_a_date() -> None:
    """`How long` may be answered by `since 2014`."""
    assert asked_for("How long has it been closed?", "en") >= {"number", "date"}


def test_a_question_all_in_capitals_still_asks() -> None:
    """Capital letters mean nothing where there is nothing else."""
    assert "number" in asked_for("HOW MANY SHIPS?", "en")


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "In which country did they meet?", True),
        ("en", "Where did they meet?", False),
        ("en", "Which city of the country is it?", False),
        ("pl", "W którym kraju się spotkali?", True),
        ("pl", "Gdzie się spotkali?", False),
        ("hu", "Mely országokat figyelmeztette?", True),
        ("hu", "Hol találkoztak?", False),
        ("ro", "În ce țară s-au întâlnit?", True),
        ("ro", "Unde s-au întâlnit?", False),
        ("de", "In welchem Land war das?", False),
    ],
)
def test_whether_a_country_is_asked_for(language: str, question: str, expected: bool) -> None:
    assert asks_country(question, language) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Ki építette a hidat?", True),
        ("Hol találkoztak, és ki volt ott?", True),
        ("A gólt ki lőtte?", True),
        ("A minisztert ki nevezte ki?", True),
        ("A holland hajót ki támadta meg?", True),
        ("Hány rakétát lőttek ki?", False),
        ("Mit jelentett ki a miniszter?", False),
        ("Mikor adta ki a hírügynökség?", False),
    ],
)
def test_a_hungarian_prefix_asks_for_nobody(question: str, expected: bool) -> None:
    """`Ki` is `who`, and the prefix of `kilő` behind its verb."""
    assert ("person" in asked_for(question, "hu")) == expected


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("en", "What is the population of Brenna?", "number"),
        ("en", "What was the date of the accident?", "date"),
        ("en", "What is the capital of Hungary?", "place"),
        ("pl", "Jaka jest liczba ofiar?", "number"),
        ("pl", "W których krajach?", "place"),
        ("ro", "Care este numărul victimelor?", "number"),
    ],
)
def test_a_verb_may_stand_before_the_kind(language: str, question: str, kind: str) -> None:
    assert kind in asked_for(question, language)


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "What did Kim say when he met Lavrov?", False),
        ("en", "Where and when did they meet?", True),
        ("en", "Who came, when, and why?", True),
        ("en", "What year was it when they met?", True),
        ("en", "What happened in Kursk? When did it happen?", True),
        ("en", "Where and since when have the troops been there?", True),
        ("en", "Who knows when the summit will take place?", True),
        ("pl", "Gdzie się spotkali? Kiedy podpisali umowę?", True),
        ("pl", "Gdzie i od kiedy stacjonują żołnierze?", True),
        ("pl", "Kto, kiedy i gdzie podpisał umowę?", True),
        ("ro", "Unde s-au întâlnit? Când au semnat acordul?", True),
        ("pl", "Co powiedział Kim, kiedy spotkał Ławrowa?", False),
        ("pl", "Gdzie i kiedy się spotkali?", True),
        ("ro", "Ce s-a întâmplat când a venit ministrul?", False),
        ("ro", "Unde și când s-au întâlnit?", True),
        ("ro", "De când susține Coreea războiul?", True),
        ("hu", "Mit mondott, amikor megérkezett?", False),
    ],
)
def test_a_clause_that_tells_when_asks_for_no_date(language: str, question: str, expected: bool) -> None:
    assert ("date" in asked_for(question, language)) == expected


@pytest.mark.parametrize(
    "question", ["What is the country's position on the war?", "What is the village known for?"]
)
def test_what_a_place_is_like_is_no_place(question: str) -> None:
    assert "place" not in asked_for(question, "en")
