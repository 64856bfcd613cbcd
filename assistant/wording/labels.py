"""What an exported answer says around the answer itself, in the asker's language; English for languages not listed.

One record a language; `tests/test_assistant_wording_labels.py` holds that each is in its language.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of one language.

    Attributes:
        asked: when the question was asked.
        understood: how it was understood with the conversation before it.
        answer: what kind of answer it is.
        written: that a model wrote it and it was checked.
        quoted: that it is made of quotes alone.
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
        who: who says it.
        via: who says it and who reports that.
        copies: how many other documents say the same.
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
    who: str
    via: str
    copies: str
    support: str
    file: str
    nearest: str
    check: str
    command: str


WORDS = {
    "en": Words(
        asked="Asked",
        understood="Understood as",
        answer="Answer",
        written="written by the language model; every sentence was checked against its quotes",
        quoted="made of quotes alone",
        failed="made of quotes alone; what the language model wrote did not pass the check",
        abstained="none: the documents do not answer the question",
        unbacked="without sources",
        legend="A sentence with a number and without a remark is supported by its quotes; a sentence without a "
        "number states nothing that was checked.",
        model="Language model",
        no_model="none",
        filters="Only these documents were searched",
        dates="Dates of the sources",
        undated="without a date: {count}",
        program="Program",
        prompts="SHA-256 of the prompts",
        index="Index",
        generation="state {number}",
        digest="SHA-256 of the data",
        sources="Sources",
        no_date="no date",
        place="characters {start}–{end}",
        who="Who says it: {who}",
        via="Who says it: {who}, as {via} reports",
        copies="The same in other documents: {count}",
        support="support: {value}",
        file="SHA-256 of the file",
        nearest="The nearest passages",
        check="To compare the quotes with the documents as they are now",
        command="assistant verify FILE",
    ),
    "pl": Words(
        asked="Pytanie zadano",
        understood="Zrozumiano jako",
        answer="Odpowiedź",
        written="napisana przez model językowy; każde zdanie porównano z przytoczonymi cytatami",
        quoted="złożona z samych cytatów",
        failed="złożona z samych cytatów; to, co napisał model językowy, nie przeszło sprawdzenia",
        abstained="brak: dokumenty nie odpowiadają na to pytanie",
        unbacked="bez źródeł",
        legend="Zdanie z numerem i bez uwagi jest potwierdzone przez cytaty; zdanie bez numeru nie zawiera niczego, "
        "co podlegało sprawdzeniu.",
        model="Model językowy",
        no_model="brak",
        filters="Przeszukano tylko te dokumenty",
        dates="Daty źródeł",
        undated="bez daty: {count}",
        program="Program",
        prompts="SHA-256 poleceń dla modelu",
        index="Indeks",
        generation="stan nr {number}",
        digest="SHA-256 danych",
        sources="Źródła",
        no_date="bez daty",
        place="znaki {start}–{end}",
        who="Kto to mówi: {who}",
        via="Kto to mówi: {who}, źródło: {via}",
        copies="To samo w innych dokumentach: {count}",
        support="stopień potwierdzenia: {value}",
        file="SHA-256 pliku",
        nearest="Najbliższe fragmenty",
        check="Aby porównać cytaty z dzisiejszą treścią dokumentów",
        command="assistant verify PLIK",
    ),
    "hu": Words(
        asked="A kérdés ideje",
        understood="Így értelmezve",
        answer="Válasz",
        written="a nyelvi modell írta; minden mondatát összevetettük az idézetekkel",
        quoted="csak idézetekből áll",
        failed="csak idézetekből áll; amit a nyelvi modell írt, nem állta ki az ellenőrzést",
        abstained="nincs: a dokumentumok nem adnak választ a kérdésre",
        unbacked="forrás nélkül",
        legend="A számmal ellátott, megjegyzés nélküli mondatot az idézetek igazolják; a szám nélküli mondatban "
        "nincs ellenőrzött állítás.",
        model="Nyelvi modell",
        no_model="nincs",
        filters="A keresés csak ezekre a dokumentumokra terjedt ki",
        dates="A források dátuma",
        undated="dátum nélkül: {count}",
        program="Program",
        prompts="A modellnek adott utasítások SHA-256-értéke",
        index="Index",
        generation="{number}. állapot",
        digest="Az adatok SHA-256-értéke",
        sources="Források",
        no_date="dátum nélkül",
        place="{start}–{end}. karakter",
        who="Ki mondja: {who}",
        via="Ki mondja: {who}, forrás: {via}",
        copies="Ugyanez más dokumentumokban: {count}",
        support="alátámasztottság: {value}",
        file="A fájl SHA-256-értéke",
        nearest="A legközelebbi szövegrészek",
        check="Az idézetek összevetése a dokumentumok mai állapotával",
        command="assistant verify FÁJL",
    ),
    "ro": Words(
        asked="Întrebare pusă la",
        understood="Înțeleasă ca",
        answer="Răspuns",
        written="scris de modelul lingvistic; fiecare propoziție a fost comparată cu citatele ei",
        quoted="alcătuit numai din citate",
        failed="alcătuit numai din citate; ceea ce a scris modelul lingvistic nu a trecut de verificare",
        abstained="niciunul: documentele nu răspund la această întrebare",
        unbacked="fără surse",
        legend="O propoziție cu număr și fără observație este susținută de citatele ei; o propoziție fără număr nu "
        "afirmă nimic care să fi fost verificat.",
        model="Model lingvistic",
        no_model="niciunul",
        filters="S-a căutat numai în aceste documente",
        dates="Datele surselor",
        undated="fără dată: {count}",
        program="Program",
        prompts="SHA-256 al instrucțiunilor pentru model",
        index="Index",
        generation="starea {number}",
        digest="SHA-256 al datelor",
        sources="Surse",
        no_date="fără dată",
        place="caracterele {start}–{end}",
        who="Cine spune: {who}",
        via="Cine spune: {who}, sursa: {via}",
        copies="Același lucru în alte documente: {count}",
        support="grad de susținere: {value}",
        file="SHA-256 al fișierului",
        nearest="Cele mai apropiate pasaje",
        check="Pentru a compara citatele cu documentele de acum",
        command="assistant verify FIȘIER",
    ),
}


def own_language(language: str) -> str:
    """Return the language that labels are in for who asks in `language`: the same, or English."""
    return language if language in WORDS else "en"


def words(language: str) -> Words:
    """Return the labels of `language`, or the English ones."""
    return WORDS[own_language(language)]
