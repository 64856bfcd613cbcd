"""What the assistant says of itself and of its documents, in the asker's language; English for languages not listed.

Proved by `tests/test_assistant_wording_replies.py`: each is in its language, every frame is filled in, and the
questions it offers are understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replies:
    """The replies of one language; each is some sentences.

    `{documents}` is their number with the noun, `{languages}` and `{counts}` name languages, without and with the
    number of documents in each, `{first}` and `{last}` are dates, `{count}` and `{shown}` numbers, `{model}` a model.

    Attributes:
        documents: how a number of documents is said, by plural category of the CLDR.
        talk: what is said to each kind of utterance that no document is needed for.
        written: who writes, where a model does.
        quoted: the same, where none does.
        empty: said when there is no document at all.
        count: how many documents there are.
        by_language: how many of them in each language.
        dates: from when to when they are.
        undated: how many have no date.
        no_dates: that none has one.
        all: before a list of all documents.
        these: before a list of those that are meant.
        newest: before a list of the newest.
        none: that none is about what was asked.
        at_least: that only the nearest were looked at.
        shown: that only the first are listed.
    """

    documents: Mapping[str, str]
    talk: Mapping[str, tuple[str, ...]]
    written: str
    quoted: str
    empty: str
    count: str
    by_language: str
    dates: str
    undated: str
    no_dates: str
    all: str
    these: str
    newest: str
    none: str
    at_least: str
    shown: str


REPLIES = {
    "en": Replies(
        documents={"one": "{count} document", "other": "{count} documents"},
        talk={
            "greeting": ("Hello! Ask me about your documents: I answer with quotes from them.",),
            "thanks": ("You are welcome.", "Go on asking whenever you like."),
            "goodbye": ("Goodbye!",),
            "okay": ("Good.", "What else would you like to know?"),
            "feeling": ("I am a program, so always ready.", "What would you like to know?"),
            "identity": (
                "I am Corpus assistant, a program that answers questions from your documents.",
                "Every sentence of an answer carries a quote, and I check it against that quote.",
                "{writer}",
            ),
            "abilities": (
                "I answer questions from your documents, in whichever language they are written, and back every "
                "sentence with a quote that you can check.",
                "A question may follow up on the one before it: “And in 2023?”",
                "You can also ask what there is: “Which documents do you have?”, “List the articles about Kursk”, "
                "“What is new since July 2025?”",
                "Where the documents do not answer, I say so.",
            ),
            "working": (
                "I look for the sentences of your documents that come nearest to your question, in all languages "
                "alike.",
                "{writer}",
                "Each sentence that is written is checked against its quotes: meaning, numbers, dates, names, "
                "negations.",
                "What they do not bear is left out, what they bear only in part is marked.",
                "The check can err, so read the quotes.",
            ),
            "privacy": (
                "Your documents, questions and answers stay on this machine.",
                "There is no telemetry, and the documents are only read, never changed.",
                "The only exceptions are those you choose yourself: an Ollama server on another machine, or a model "
                "that has to be downloaded first.",
            ),
            "spoken": (
                "Ask in any language: I answer in the language of your question.",
                "Quotes stay in the language of their document.",
                "How well I write a language depends on the model; my own words I know in English, Polish, "
                "Hungarian and Romanian.",
            ),
            "doubt": (
                "Check me: each number leads to the very words of a document.",
                "What my check could not confirm is marked beside the sentence.",
                "If I misunderstood the question, ask it again in other words.",
            ),
        },
        written="The answers are written by {model}.",
        quoted="No language model is in use: my answers are the quotes themselves.",
        empty="There are no documents yet.",
        count="There are {documents}.",
        by_language="Languages: {counts}.",
        dates="The documents are dated from {first} to {last}.",
        undated="Without a date: {documents}.",
        no_dates="No document has a date.",
        all="All documents ({count}):",
        these="Documents found ({count}):",
        newest="The newest documents ({shown} of {count}):",
        none="I found no document about this.",
        at_least="I looked at the nearest passages only; there may be more.",
        shown="Here are the first {shown}.",
    ),
    "pl": Replies(
        documents={
            "one": "{count} dokument",
            "few": "{count} dokumenty",
            "many": "{count} dokumentów",
            "other": "{count} dokumentu",
        },
        talk={
            "greeting": ("Dzień dobry! Proszę pytać o dokumenty: odpowiadam cytatami z nich.",),
            "thanks": ("Proszę bardzo.", "Chętnie odpowiem na kolejne pytania."),
            "goodbye": ("Do widzenia!",),
            "okay": ("Dobrze.", "Czego jeszcze chcesz się dowiedzieć?"),
            "feeling": ("Jestem programem, więc zawsze do usług.", "Czego chcesz się dowiedzieć?"),
            "identity": (
                "Jestem Corpus assistant, program, który odpowiada na pytania na podstawie twoich dokumentów.",
                "Każde zdanie odpowiedzi ma cytat, z którym je porównuję.",
                "{writer}",
            ),
            "abilities": (
                "Odpowiadam na pytania na podstawie twoich dokumentów, w jakimkolwiek są języku, a każde zdanie "
                "popieram cytatem, który można sprawdzić.",
                "Można dopytywać: „A w 2023 roku?”",
                "Można też pytać o same dokumenty: „Jakie masz dokumenty?”, „Pokaż artykuły o Kursku”, "
                "„Co nowego od lipca 2025?”",
                "Jeśli dokumenty nie dają odpowiedzi, mówię o tym.",
            ),
            "working": (
                "Szukam w twoich dokumentach zdań najbliższych pytaniu, tak samo we wszystkich językach.",
                "{writer}",
                "Każde napisane zdanie porównuję z cytatami: znaczenie, liczby, daty, nazwy, przeczenia.",
                "To, czego cytaty nie potwierdzają, pomijam, a to, co potwierdzają tylko częściowo, oznaczam.",
                "Sprawdzanie bywa zawodne, dlatego warto czytać cytaty.",
            ),
            "privacy": (
                "Twoje dokumenty, pytania i odpowiedzi zostają na tym komputerze.",
                "Nie ma telemetrii, a dokumenty są tylko czytane, nigdy zmieniane.",
                "Wyjątkiem jest tylko to, co wybierzesz: serwer Ollama na innym komputerze albo model, który trzeba "
                "najpierw pobrać.",
            ),
            "spoken": (
                "Można pytać w każdym języku: odpowiadam w języku pytania.",
                "Cytaty zostają w języku dokumentu.",
                "To, jak dobrze piszę w danym języku, zależy od modelu; własne komunikaty mam po angielsku, polsku, "
                "węgiersku i rumuńsku.",
            ),
            "doubt": (
                "Można to sprawdzić: każdy numer prowadzi do dosłownego cytatu z dokumentu.",
                "To, czego nie udało się potwierdzić, jest oznaczone przy zdaniu.",
                "Jeśli źle rozumiem pytanie, proszę zadać je innymi słowami.",
            ),
        },
        written="Odpowiedzi pisze {model}.",
        quoted="Model językowy nie jest używany: odpowiadam samymi cytatami.",
        empty="Nie ma jeszcze żadnych dokumentów.",
        count="Liczba dokumentów: {count}.",
        by_language="Języki: {counts}.",
        dates="Najstarszy dokument ma datę {first}, najnowszy {last}.",
        undated="Bez daty: {documents}.",
        no_dates="Żaden dokument nie ma daty.",
        all="Wszystkie dokumenty ({count}):",
        these="Znalezione dokumenty ({count}):",
        newest="Najnowsze dokumenty ({shown} z {count}):",
        none="Nie ma dokumentu na ten temat.",
        at_least="Przejrzane zostały tylko najbliższe fragmenty; może być ich więcej.",
        shown="Oto pierwsze {shown}.",
    ),
    "hu": Replies(
        documents={"one": "{count} dokumentum", "other": "{count} dokumentum"},
        talk={
            "greeting": ("Üdvözlöm! Kérdezzen a dokumentumairól: idézetekkel válaszolok belőlük.",),
            "thanks": ("Szívesen.", "Kérdezzen tovább, amikor csak szeretne."),
            "goodbye": ("Viszontlátásra!",),
            "okay": ("Rendben.", "Mit szeretne még tudni?"),
            "feeling": ("Program vagyok, mindig készen állok.", "Mit szeretne tudni?"),
            "identity": (
                "A Corpus assistant vagyok, egy program, amely az Ön dokumentumai alapján válaszol.",
                "A válasz minden mondatához idézet tartozik, és a mondatot összevetem vele.",
                "{writer}",
            ),
            "abilities": (
                "Kérdésekre válaszolok az Ön dokumentumai alapján, bármilyen nyelven íródtak, és minden mondatot "
                "ellenőrizhető idézettel támasztok alá.",
                "Egy kérdés az előzőt is folytathatja: „És 2023-ban?”",
                "Azt is megkérdezheti, mi van itt: „Milyen dokumentumaid vannak?”, „Sorold fel a Kurszkról szóló "
                "cikkeket”, „Mi új 2025 júliusa óta?”",
                "Ha a dokumentumok nem adnak választ, megmondom.",
            ),
            "working": (
                "Megkeresem a dokumentumok azon mondatait, amelyek a legközelebb állnak a kérdéshez, minden nyelven "
                "egyformán.",
                "{writer}",
                "Minden leírt mondatot összevetek az idézeteivel: a jelentést, a számokat, a dátumokat, a neveket és "
                "a tagadást.",
                "Amit az idézetek nem igazolnak, az kimarad, amit csak részben, azt megjelölöm.",
                "Az ellenőrzés tévedhet, ezért érdemes elolvasni az idézeteket.",
            ),
            "privacy": (
                "A dokumentumai, a kérdései és a válaszok ezen a gépen maradnak.",
                "Nincs adatgyűjtés, és a dokumentumokat csak olvasom, sosem módosítom.",
                "Kivétel csak az, amit Ön választ: egy másik gépen futó Ollama-kiszolgáló vagy egy modell, amelyet "
                "előbb le kell tölteni.",
            ),
            "spoken": (
                "Kérdezzen bármilyen nyelven: a kérdés nyelvén válaszolok.",
                "Az idézetek a dokumentum nyelvén maradnak.",
                "Hogy melyik nyelven mennyire jól írok, az a modelltől függ; saját szövegeim angolul, lengyelül, "
                "magyarul és románul vannak.",
            ),
            "doubt": (
                "Ellenőrizheti: minden szám egy dokumentum szó szerinti idézetéhez vezet.",
                "Amit az ellenőrzés nem tudott igazolni, az meg van jelölve a mondat mellett.",
                "Ha félreértettem a kérdést, kérem, tegye fel más szavakkal.",
            ),
        },
        written="A válaszokat ez a modell írja: {model}.",
        quoted="Nincs nyelvi modell használatban: a válaszaim maguk az idézetek.",
        empty="Még nincsenek dokumentumok.",
        count="Összesen {documents} van.",
        by_language="Nyelvek: {counts}.",
        dates="A legrégebbi dokumentum dátuma {first}, a legújabbé {last}.",
        undated="Dátum nélkül: {documents}.",
        no_dates="Egyik dokumentumnak sincs dátuma.",
        all="Az összes dokumentum ({count}):",
        these="Talált dokumentumok ({count}):",
        newest="A legújabb dokumentumok ({count} közül {shown}):",
        none="Nem találtam erről szóló dokumentumot.",
        at_least="Csak a legközelebbi szövegrészeket néztem át; lehet több is.",
        shown="Íme az első {shown}.",
    ),
    "ro": Replies(
        documents={"one": "{count} document", "few": "{count} documente", "other": "{count} de documente"},
        talk={
            "greeting": ("Bună ziua! Întrebați-mă despre documente: răspund cu citate din ele.",),
            "thanks": ("Cu plăcere.", "Puteți întreba oricând mai departe."),
            "goodbye": ("La revedere!",),
            "okay": ("Bine.", "Ce ați mai dori să aflați?"),
            "feeling": ("Sunt un program, deci mereu pregătit.", "Ce ați dori să aflați?"),
            "identity": (
                "Sunt Corpus assistant, un program care răspunde la întrebări din documentele dumneavoastră.",
                "Fiecare propoziție a unui răspuns are un citat cu care este comparată.",
                "{writer}",
            ),
            "abilities": (
                "Răspund la întrebări din documentele dumneavoastră, în orice limbă ar fi scrise, și susțin fiecare "
                "propoziție cu un citat care poate fi verificat.",
                "O întrebare o poate continua pe cea dinainte: „Dar în 2023?”",
                "Puteți întreba și ce documente există: „Ce documente ai?”, „Arată-mi articolele despre Kursk”, "
                "„Ce e nou din iulie 2025?”",
                "Când documentele nu răspund, o spun.",
            ),
            "working": (
                "Caut în documente propozițiile cele mai apropiate de întrebare, la fel în toate limbile.",
                "{writer}",
                "Fiecare propoziție scrisă este comparată cu citatele ei: înțeles, numere, date, nume, negații.",
                "Ce nu este susținut de citate este lăsat deoparte, iar ce este susținut doar în parte este marcat.",
                "Verificarea poate greși, așa că merită citite citatele.",
            ),
            "privacy": (
                "Documentele, întrebările și răspunsurile rămân pe acest calculator.",
                "Nu există telemetrie, iar documentele sunt doar citite, niciodată modificate.",
                "Singurele excepții sunt cele alese de dumneavoastră: un server Ollama pe alt calculator sau un model "
                "care trebuie întâi descărcat.",
            ),
            "spoken": (
                "Puteți întreba în orice limbă: răspund în limba întrebării.",
                "Citatele rămân în limba documentului.",
                "Cât de bine scriu într-o limbă depinde de model; mesajele mele sunt în engleză, polonă, maghiară "
                "și română.",
            ),
            "doubt": (
                "Puteți verifica: fiecare număr duce la cuvintele exacte ale unui document.",
                "Ce nu a putut fi confirmat este marcat lângă propoziție.",
                "Dacă am înțeles greșit întrebarea, puneți-o din nou cu alte cuvinte.",
            ),
        },
        written="Răspunsurile sunt scrise de {model}.",
        quoted="Nu este folosit niciun model de limbaj: răspunsurile mele sunt chiar citatele.",
        empty="Nu există încă niciun document.",
        count="Numărul documentelor: {count}.",
        by_language="Limbi: {counts}.",
        dates="Cel mai vechi document are data {first}, cel mai nou {last}.",
        undated="Fără dată: {documents}.",
        no_dates="Niciun document nu are dată.",
        all="Toate documentele ({count}):",
        these="Documente găsite ({count}):",
        newest="Cele mai noi documente ({shown} din {count}):",
        none="Nu am găsit niciun document despre acest lucru.",
        at_least="Au fost căutate doar pasajele cele mai apropiate; pot fi și altele.",
        shown="Iată primele {shown}.",
    ),
}


def replies(language: str) -> Replies:
    """Return the replies of a language, or the English ones."""
    return REPLIES.get(language, REPLIES["en"])
