"""Pages as news sites in Poland, Hungary and Romania build them, written for the tests, and what of each is article.

Nothing here is copied from anywhere. Each is of another make: semantic tags, nothing but `div`s, tables, AMP, an old
encoding, a live report, a wire report of three sentences.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page: `kept` are its article's sentences, `noise` is what stands around and between them."""

    name: str
    html: str
    kept: tuple[str, ...]
    noise: tuple[str, ...]
    title: str
    language: str
    author: str | None = None
    date: str | None = None
    url: str | None = None
    encoding: str = "utf-8"

    @property
    def data(self) -> bytes:
        return self.html.encode(self.encoding)


def _paragraphs(sentences: tuple[str, ...], size: int = 2) -> list[str]:
    return [" ".join(sentences[n : n + size]) for n in range(0, len(sentences), size)]


PORT_PL = (
    "Port w Gdyni przyjął w czerwcu rekordowe 2,4 mln ton ładunków.",
    "To o 12 procent więcej niż rok wcześniej – podał zarząd portu w komunikacie.",
    "Najszybciej rosły przeładunki kontenerów, które wzrosły o jedną piątą.",
    "„Takiego miesiąca nie mieliśmy od dziesięciu lat” – powiedziała prezes Anna Nowicka.",
    "Zarząd zapowiada budowę nowego nabrzeża o długości 450 metrów.",
    "Prace mają ruszyć w marcu przyszłego roku i potrwać dwa lata.",
    "Koszt inwestycji oszacowano na 310 mln złotych.",
    "Związkowcy pytają, czy wystarczy rąk do pracy.",
)
RAIL_PL = (
    "Kolejarze wznowili w poniedziałek ruch na linii z Krakowa do Zakopanego.",
    "Pociągi wróciły na tory po czternastu miesiącach przebudowy.",
    "Podróż trwa teraz dwie godziny i dziesięć minut, o pół godziny krócej niż przed remontem.",
    "Na trasie wymieniono 62 kilometry torów i trzydzieści rozjazdów.",
    "Rzecznik spółki Marek Zieliński przyznał, że prace opóźniły się o kwartał.",
    "Powodem były osuwiska pod Chabówką, które trzeba było umocnić palami.",
    "Samorządy liczą na to, że część turystów przesiądzie się z samochodów do pociągów.",
)
MINISTRY_PL = (
    "Ministerstwo Zdrowia skierowało do konsultacji projekt ustawy o ratownictwie.",
    "Dokument przewiduje, że w każdej karetce będą trzy osoby.",
    "Zmiany mają wejść w życie 1 stycznia.",
)
BRIDGE_HU = (
    "Lezárják a hétvégén a győri Széchenyi hidat a teljes forgalom elől.",
    "A felújítás péntek este tízkor kezdődik, és hétfő hajnalig tart.",
    "A városháza közlése szerint 1800 négyzetméter útburkolatot cserélnek ki.",
    "Az autósoknak a Jedlik hidat ajánlják, a buszok terelőútvonalon járnak.",
    "„Tudjuk, hogy ez kellemetlen, de a híd állapota nem tűr halasztást” – mondta Kovács Péter alpolgármester.",
    "A munka 240 millió forintba kerül, a pénzt a város a saját költségvetéséből adja.",
    "Hasonló lezárásra legutóbb 2016-ban volt példa.",
    "A gyalogosok a munka idején is átkelhetnek a hídon.",
)
SCHOOL_HU = (
    "Négyszáz iskola csatlakozott szeptemberben az új olvasási programhoz.",
    "A résztvevő osztályokban naponta húsz perc jut a csendes olvasásra.",
    "A program vezetője, Tóth Eszter szerint a gyerekek szókincse fél év alatt mérhetően bővült.",
    "A mérést az egri egyetem kutatói végezték 3200 tanuló bevonásával.",
    "A minisztérium jövőre további kétszáz iskolát vonna be.",
    "A pedagógusok szakszervezete ugyanakkor több könyvtárost kér.",
)
FLOOD_HU = (
    "Tetőzött a Tisza Szolnoknál vasárnap délután.",
    "A vízállás 865 centiméter volt, másfél méterrel a rekord alatt.",
    "A védekezésben hatszázan vettek részt.",
)
HOSPITAL_RO = (
    "Spitalul județean din Brașov va avea o secție nouă de cardiologie.",
    "Lucrările încep în luna mai și vor dura optsprezece luni.",
    "Investiția se ridică la 74 de milioane de lei, bani din fonduri europene.",
    "Secția va avea 60 de paturi și două săli de operație.",
    "„Pacienții nu vor mai fi trimiși la București pentru intervenții obișnuite”, a declarat managerul Ioana Dumitrescu.",
    "Sindicatul avertizează însă că lipsesc 25 de asistenți.",
    "Consiliul județean a promis un concurs de angajare până în iunie.",
)
FOREST_RO = (
    "Pădurarii din Maramureș au numărat anul acesta 180 de urși.",
    "Numărătoarea s-a făcut cu ajutorul camerelor montate pe poteci.",
    "Specialiștii spun că populația este stabilă de cinci ani.",
    "Primarul comunei Borșa cere garduri electrice pentru stâne.",
    "Ministerul Mediului plătește anul acesta despăgubiri de 1,2 milioane de lei.",
    "Cererile se depun la primării până la sfârșitul lunii octombrie.",
)
WIRE_RO = (
    "Guvernul a aprobat joi bugetul pentru transporturi.",
    "Suma este de 21 de miliarde de lei.",
    "Jumătate merge către autostrăzi.",
)

_PORT = _paragraphs(PORT_PL)
SEMANTIC = Page(
    "semantic",
    f"""<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8">
<title>Rekordowy czerwiec w porcie w Gdyni - Kurier Bałtycki</title>
<link rel="canonical" href="https://kurier.example/gospodarka/rekordowy-czerwiec,123">
<meta property="og:title" content="Rekordowy czerwiec w porcie w Gdyni"><meta property="og:site_name" content="Kurier Bałtycki">
<meta property="og:type" content="article"><meta property="article:published_time" content="2025-07-03T08:15:00+02:00">
<meta name="description" content="Port podsumował pierwsze półrocze.">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"Rekordowy czerwiec w porcie w Gdyni",
"datePublished":"2025-07-03T08:15:00+02:00","dateModified":"2025-07-05T10:00:00+02:00","author":{{"@type":"Person","name":"Katarzyna Wrona"}}}}</script></head>
<body><div id="cookie-banner" class="cookie-consent"><p>Szanujemy Twoją prywatność. Wraz z 832 partnerami używamy plików cookie, aby
przechowywać informacje na urządzeniu.</p><button>Przejdź do serwisu</button><button>Ustawienia zaawansowane</button></div>
<header><nav><ul><li><a href="/">Strona główna</a></li><li><a href="/kraj">Wiadomości z kraju</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article><h1>Rekordowy czerwiec w porcie w Gdyni</h1><div class="author">Katarzyna Wrona</div><time datetime="2025-07-03T08:15">3 lipca 2025</time>
<div class="share-bar"><a href="#">Udostępnij na Facebooku</a> <a href="#">Wyślij e-mailem</a></div>
<p class="lead"><strong>{_PORT[0]}</strong></p>
<figure><img src="a.jpg" alt="Port"><figcaption>Fot. Jan Lis / Kurier Bałtycki</figcaption></figure>
<p>{_PORT[1]}</p>
<aside class="related"><h3>Czytaj także</h3><ul><li><a href="/1">Stocznia zwalnia dwustu pracowników</a></li><li><a href="/2">Prom do Szwecji droższy</a></li></ul></aside>
<h2>Nowe nabrzeże</h2><p>{_PORT[2]}</p>
<div class="video-teaser"><span>Zobacz wideo</span><p>Tak wygląda największy kontenerowiec świata</p></div>
<p>{_PORT[3]}</p></article>
<section class="newsletter"><h3>Zapisz się do newslettera</h3><p>Codziennie rano najważniejsze wiadomości w Twojej skrzynce.</p></section>
<section class="comments"><h3>Komentarze (2)</h3><p>Gość: W końcu dobra wiadomość z naszego portu, oby tak dalej!</p></section></main>
<footer><p>© 2025 Kurier Bałtycki. Wszelkie prawa zastrzeżone. Regulamin. Polityka prywatności.</p></footer></body></html>""",
    (*PORT_PL, "Nowe nabrzeże"),
    (
        "Szanujemy Twoją prywatność", "Ustawienia zaawansowane", "Strona główna", "Udostępnij na Facebooku", "Czytaj także",
        "Stocznia zwalnia dwustu", "Prom do Szwecji", "Zobacz wideo", "największy kontenerowiec", "newslettera",
        "najważniejsze wiadomości w Twojej", "oby tak dalej", "Wszelkie prawa zastrzeżone", "Fot. Jan Lis",
    ),
    "Rekordowy czerwiec w porcie w Gdyni", "pl", "Katarzyna Wrona", "2025-07-03",
    "https://kurier.example/gospodarka/rekordowy-czerwiec,123",
)  # fmt: skip

_RAIL = _paragraphs(RAIL_PL)
DIVS = Page(
    "divs",
    f"""<html lang="pl-PL"><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">
<title>Pociągi wróciły na Zakopiankę | Głos Podhala</title><meta name="author" content="Tomasz Gil"><meta name="date" content="2025-06-16">
</head><body><div class="top"><div class="menu"><a href="/a">Aktualności</a><a href="/b">Kultura</a><a href="/c">Ogłoszenia drobne</a></div></div>
<div class="wrap"><div class="col-left"><div class="box"><div class="box-title">Najczęściej czytane</div><div><a href="/9">Niedźwiedź na Krupówkach</a></div>
<div><a href="/8">Ceny oscypków w górę</a></div></div></div>
<div class="col-main"><div class="art-title">Pociągi wróciły na Zakopiankę</div><div class="art-meta">Tomasz Gil, 16.06.2025, 11:20</div>
<div class="art-text">{_RAIL[0]}<br><br>{_RAIL[1]}<br><br>
<div class="inbox"><b>Zobacz również:</b> <a href="/7">Nowe parkingi pod Giewontem</a></div>
{_RAIL[2]}<br><br>{_RAIL[3]}</div>
<div class="tags">Tagi: <a href="/t1">kolej</a> <a href="/t2">Zakopane</a></div>
<div class="soc">Podziel się: <a href="#">Facebook</a> <a href="#">X</a></div></div></div>
<div class="foot">Głos Podhala – wydawca nie odpowiada za treść ogłoszeń. Reklama. Kontakt.</div></body></html>""".replace("–", "-"),
    RAIL_PL,
    ("Aktualności", "Ogłoszenia drobne", "Najczęściej czytane", "Niedźwiedź na Krupówkach", "Zobacz również", "Nowe parkingi",
     "Tagi", "Podziel się", "wydawca nie odpowiada"),
    "Pociągi wróciły na Zakopiankę", "pl", "Tomasz Gil", "2025-06-16", None, "iso8859_2",
)  # fmt: skip

WIRE = Page(
    "wire",
    f"""<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>Trzy osoby w każdej karetce</title>
<meta property="og:url" content="https://depesze.example/12"><meta property="article:published_time" content="2025-09-11"></head><body>
<nav><a href="/">Depesze</a> <a href="/archiwum">Archiwum</a></nav><article><h1>Trzy osoby w każdej karetce</h1>
<p>{" ".join(MINISTRY_PL)} (PAD)</p></article><footer><p>Serwis korzysta z plików cookies.</p></footer></body></html>""",
    MINISTRY_PL, ("Archiwum", "korzysta z plików cookies"), "Trzy osoby w każdej karetce", "pl", None, "2025-09-11",
    "https://depesze.example/12",
)  # fmt: skip

_BRIDGE = _paragraphs(BRIDGE_HU)
HUNGARIAN = Page(
    "hungarian",
    f"""<!DOCTYPE html><html lang="hu-HU"><head><meta charset="utf-8"><title>Lezárják a Széchenyi hidat - Rábaparti Hírlap</title>
<meta property="og:title" content="Lezárják a Széchenyi hidat"><meta name="article:author" content="Szabó Réka">
<script type="application/ld+json">[{{"@context":"http://schema.org","@type":"WebSite","name":"Rábaparti Hírlap"}},
{{"@context":"http://schema.org","@type":"NewsArticle","headline":"Lezárják a Széchenyi hidat","datePublished":"2025-10-08T14:02:11+02:00",
"author":[{{"@type":"Person","name":"Szabó Réka"}}],"mainEntityOfPage":"https://hirlap.example/hid"}}]</script></head><body>
<div class="gdpr-overlay"><h2>Az Ön adatvédelme fontos számunkra</h2><p>Mi és partnereink sütiket használunk a készülékén.</p><a>Elfogadom</a></div>
<div class="site-header"><a href="/belfold">Belföld</a><a href="/kulfold">Külföld</a><a href="/elofizetes">Előfizetés</a></div>
<div class="post single"><h1 class="entry-title">Lezárják a Széchenyi hidat</h1><div class="meta"><span>Szabó Réka</span> <span>2025. 10. 08. 14:02</span></div>
<div class="entry-content"><p>{_BRIDGE[0]}</p><div class="share"><span>Megosztás:</span><a>Facebook</a><a>Viber</a></div><p>{_BRIDGE[1]}</p>
<div class="recommend-box"><div class="recommend-title">Ez is érdekelheti</div><a href="/p1">Drágul a parkolás a belvárosban</a>
<a href="/p2">Új igazgatója van a színháznak</a></div>
<p>{_BRIDGE[2]}</p><div class="ad">Hirdetés</div><blockquote><p>{_BRIDGE[3]}</p></blockquote>
<p class="read-more"><strong>Kapcsolódó cikk:</strong> <a href="/k">Kátyúk a körúton: mikor javítják ki őket?</a></p></div>
<div class="subscribe">Iratkozzon fel hírlevelünkre, hogy ne maradjon le semmiről!</div></div>
<div class="sidebar"><h3>Legolvasottabb</h3><ol><li>Bezár a régi uszoda</li><li>Eltűnt kutyát keresnek</li></ol></div>
<div class="site-footer">Minden jog fenntartva. Impresszum. Médiaajánlat. Adatkezelési tájékoztató.</div></body></html>""",
    BRIDGE_HU,
    ("Az Ön adatvédelme", "sütiket használunk", "Előfizetés", "Megosztás", "Viber", "Ez is érdekelheti", "Drágul a parkolás",
     "Új igazgatója", "Hirdetés", "Kapcsolódó cikk", "Kátyúk a körúton", "Iratkozzon fel", "Legolvasottabb", "Bezár a régi uszoda",
     "Minden jog fenntartva"),
    "Lezárják a Széchenyi hidat", "hu", "Szabó Réka", "2025-10-08",
)  # fmt: skip

_SCHOOL = _paragraphs(SCHOOL_HU)
LISTS = Page(
    "lists",
    f"""<!DOCTYPE html><html lang="hu"><head><meta charset="utf-8"><title>Olvasni jó: négyszáz iskola a programban</title>
<meta property="article:published_time" content="2025-09-20T06:00:00Z"><meta property="article:author" content="Nagy Dóra">
<meta property="og:url" content="https://tanulni.example/olvasas"></head><body><main id="content">
<article class="article"><h1>Olvasni jó: négyszáz iskola a programban</h1><div class="article-body"><p>{_SCHOOL[0]}</p>
<h2>Mit mutatnak a számok?</h2><p>{_SCHOOL[1]}</p><ul class="facts"><li>A napi olvasás ideje 20 perc.</li><li>Az országos átlag 7 perc volt.</li></ul>
<table><tr><th>Osztály</th><th>Tanulók</th></tr><tr><td>Negyedik</td><td>1400</td></tr><tr><td>Hatodik</td><td>1800</td></tr></table>
<div class="embed"><blockquote class="twitter-tweet"><p>Gratulálunk minden résztvevőnek a nagyszerű munkához!</p></blockquote></div>
<p>{_SCHOOL[2]}</p></div><div class="article-tags"><a>oktatás</a><a>olvasás</a></div>
<div class="author-box"><h4>Nagy Dóra</h4><p>Lapunk oktatási rovatának szerkesztője, három gyerek anyja.</p></div></article></main>
<aside><h3>Friss hírek</h3><p><a>Hidegfront érkezik a hétvégén</a></p></aside><footer>Szerzői jogok. Kapcsolat.</footer></body></html>""",
    (*SCHOOL_HU, "Mit mutatnak a számok?", "A napi olvasás ideje 20 perc.", "Az országos átlag 7 perc volt.", "Negyedik", "1800"),
    ("oktatási rovatának szerkesztője", "Friss hírek", "Hidegfront érkezik", "Szerzői jogok"),
    "Olvasni jó: négyszáz iskola a programban", "hu", "Nagy Dóra", "2025-09-20", "https://tanulni.example/olvasas",
)  # fmt: skip

OLD = Page(
    "tables",
    f"""<HTML><HEAD><TITLE>Tetőzött a Tisza</TITLE><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1250"></HEAD>
<BODY><TABLE WIDTH="100%"><TR><TD COLSPAN=2><FONT SIZE=5>Alföldi Napló</FONT></TD></TR><TR><TD WIDTH=120><A HREF=a.html>Címlap</A><BR>
<A HREF=b.html>Sport</A><BR><A HREF=c.html>Vendégkönyv</A></TD><TD><H2>Tetőzött a Tisza</H2><P>{FLOOD_HU[0]} {FLOOD_HU[1]}<P>{FLOOD_HU[2]}</TD></TR>
<TR><TD COLSPAN=2><FONT SIZE=1>Webmester: info@naplo.example</FONT></TD></TR></TABLE></BODY></HTML>""",
    FLOOD_HU, ("Vendégkönyv", "Webmester"), "Tetőzött a Tisza", "hu", None, None, None, "cp1250",
)  # fmt: skip

_HOSPITAL = _paragraphs(HOSPITAL_RO)
ROMANIAN = Page(
    "romanian",
    f"""<!DOCTYPE html><html lang="ro-RO"><head><meta charset="utf-8"><title>Secție nouă de cardiologie la Brașov - Ziarul Munților</title>
<meta property="og:title" content="Secție nouă de cardiologie la Brașov"><meta property="og:locale" content="ro_RO">
<link rel="canonical" href="https://ziarul.example/sanatate/cardiologie"><meta property="article:published_time" content="2025-03-14T09:30:00+02:00">
<meta name="author" content="Mihai Stan"></head><body>
<div id="CybotCookiebotDialog"><h2>Acest site folosește cookie-uri</h2><p>Prelucrăm date împreună cu partenerii noștri pentru reclame personalizate.</p></div>
<header><a href="/politica">Politică</a><a href="/sport">Sport</a><a href="/abonamente">Abonamente</a></header>
<article class="article-single"><h1>Secție nouă de cardiologie la Brașov</h1><p class="byline">De Mihai Stan, 14 martie 2025</p>
<div class="article__content"><p>{_HOSPITAL[0]}</p><p><strong>CITEȘTE ȘI: <a href="/x">Trei pacienți au fost transferați cu elicopterul</a></strong></p>
<p>{_HOSPITAL[1]}</p><div class="player"><p>VIDEO Cum arată spitalul văzut din dronă</p></div><p>{_HOSPITAL[2]}</p>
<div class="whatsapp-channel"><p>Urmăriți-ne și pe canalul nostru de WhatsApp pentru știri în timp real.</p></div><p>{_HOSPITAL[3]}</p></div>
<div class="social">Distribuie <a>Facebook</a><a>Telegram</a></div>
<div class="related-articles"><h3>Articole similare</h3><a href="/y">Ambulanțe noi pentru județ</a><a href="/z">Gripa a închis două școli</a></div></article>
<footer><p>Toate drepturile rezervate. Termeni și condiții. Despre noi. Publicitate.</p></footer></body></html>""",
    HOSPITAL_RO,
    ("folosește cookie-uri", "reclame personalizate", "Abonamente", "CITEȘTE ȘI", "transferați cu elicopterul", "VIDEO Cum arată",
     "canalul nostru de WhatsApp", "Distribuie", "Articole similare", "Ambulanțe noi", "Toate drepturile rezervate"),
    "Secție nouă de cardiologie la Brașov", "ro", "Mihai Stan", "2025-03-14", "https://ziarul.example/sanatate/cardiologie",
)  # fmt: skip

_FOREST = _paragraphs(FOREST_RO, 1)
AMP = Page(
    "amp",
    f"""<!doctype html><html amp lang="ro"><head><meta charset="utf-8"><title>180 de urși în pădurile Maramureșului</title>
<script type="application/ld+json">{{"@context":"http://schema.org","@type":"Article","headline":"180 de urși în pădurile Maramureșului",
"datePublished":"2025-10-01","author":{{"@type":"Organization","name":"Redacția Nord"}}}}</script></head><body>
<amp-sidebar id="side"><ul><li><a href="/">Acasă</a></li><li><a href="/nord">Nord</a></li></ul></amp-sidebar>
<div class="content"><h1>180 de urși în pădurile Maramureșului</h1>{"".join(f"<p>{p}</p>" for p in _FOREST[:3])}
<amp-ad><p>Publicitate</p></amp-ad><div class="citeste-si"><p>Citește și</p><a href="/q">Lupii coboară în sate</a></div>
{"".join(f"<p>{p}</p>" for p in _FOREST[3:])}</div><div class="footer">Contact redacție. Politica de confidențialitate.</div></body></html>""",
    FOREST_RO, ("Acasă", "Citește și", "Lupii coboară", "Politica de confidențialitate"),
    "180 de urși în pădurile Maramureșului", "ro", "Redacția Nord", "2025-10-01",
)  # fmt: skip

LIVE = Page(
    "live",
    f"""<!DOCTYPE html><html lang="ro"><head><meta charset="utf-8"><title>Bugetul pe transporturi, aprobat. LIVE TEXT</title>
<meta property="article:published_time" content="2025-02-06T10:00:00+02:00"></head><body><nav><a>Live</a><a>Opinii</a></nav>
<main><h1>Bugetul pe transporturi, aprobat. LIVE TEXT</h1><section class="liveblog">
<article class="entry"><time>12:40</time><p>{WIRE_RO[2]}</p></article><article class="entry"><time>12:15</time><p>{WIRE_RO[1]}</p></article>
<article class="entry"><time>12:02</time><p>{WIRE_RO[0]}</p></article></section></main>
<div class="cookies">Prin continuarea navigării ești de acord cu utilizarea modulelor cookie.</div></body></html>""",
    WIRE_RO, ("Opinii", "modulelor cookie"), "Bugetul pe transporturi, aprobat. LIVE TEXT", "ro", None, "2025-02-06",
)  # fmt: skip

PAGES = (SEMANTIC, DIVS, WIRE, HUNGARIAN, LISTS, OLD, ROMANIAN, AMP, LIVE)

# Written last: no word or name was chosen on these, but they showed that `favor_precision` alone loses leads.

_MUSEUM_PL = (
    "Muzeum w Płocku otworzyło po remoncie salę z wyrobami ze szkła.",
    "Zwiedzający zobaczą czterysta wazonów i lamp z początku XX wieku.",
    "Remont kosztował 9,5 mln złotych i trwał trzy lata.",
    "W pierwszy weekend wstęp będzie bezpłatny.",
    "Dyrektorka Joanna Maj spodziewa się dwóch tysięcy gości.",
)
_WINE_HU = (
    "Két héttel korábban kezdődött idén a szüret Tokajban.",
    "A gazdák szerint a meleg nyár miatt édesebb lesz a bor.",
    "A termés ugyanakkor tizenöt százalékkal kevesebb a tavalyinál.",
    "A hegyközség elnöke, Varga László 310 forintos kilónkénti árra számít.",
    "Az idénymunkások bére tíz százalékkal nőtt.",
)
_METRO_RO = (
    "Metroul din Cluj primește prima garnitură în luna septembrie.",
    "Trenul are trei vagoane și poate transporta 540 de călători.",
    "Primele teste se fac noaptea, între orele unu și patru.",
    "Costul întregii linii a ajuns la 2,6 miliarde de euro.",
    "Viceprimarul Dan Pop spune că termenul din 2031 rămâne valabil.",
)
HELD_OUT = (
    Page(
        "held-out-pl",
        f"""<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>Szkło wróciło do muzeum</title></head><body>
<div class="rodo-modal"><p>Dbamy o Twoją prywatność i prosimy o zgodę na przetwarzanie danych.</p></div><div class="navbar"><a href="/a">Miasto</a>
<a href="/b">Region</a></div><div class="story"><h1>Szkło wróciło do muzeum</h1><div class="story__lead">{_MUSEUM_PL[0]}</div>
<div class="story__body"><p>{_MUSEUM_PL[1]}</p><div class="story__linked"><span>Sprawdź także</span><a href="/x">Kino letnie nad Wisłą od piątku</a></div>
<p>{_MUSEUM_PL[2]} {_MUSEUM_PL[3]}</p><div class="story__video"><a href="/v">Obejrzyj: spacer po nowej sali</a></div><p>{_MUSEUM_PL[4]}</p></div>
<div class="reactions">Lubię to 12 Nie lubię 3</div><div class="opinions"><p>Autor: ale drogo wyszło, panie dyrektorze!</p></div></div>
<div class="bottom">Wydawca: Płocka Oficyna. Kontakt z redakcją. Reklama w serwisie.</div></body></html>""",
        _MUSEUM_PL,
        (
            "Dbamy o Twoją prywatność",
            "Region",
            "Sprawdź także",
            "Kino letnie",
            "Obejrzyj",
            "Lubię to",
            "drogo wyszło",
            "Kontakt z redakcją",
        ),
        "Szkło wróciło do muzeum",
        "pl",
    ),
    Page(
        "held-out-hu",
        f"""<!DOCTYPE html><html lang="hu"><head><meta charset="utf-8"><title>Korai szüret Tokajban</title></head><body>
<header><ul class="menu"><li><a href="/">Címlap</a></li><li><a href="/bor">Bor</a></li></ul></header><main class="cikk"><h1>Korai szüret Tokajban</h1>
<section class="cikk-torzs"><p>{_WINE_HU[0]}</p><p>{_WINE_HU[1]}</p><p><em>Olvasson tovább: <a href="/m">Aszály sújtja az almásokat</a></em></p>
<p>{_WINE_HU[2]}</p><div class="hirlevel-doboz"><b>Hírlevél</b> Kérje reggeli összefoglalónkat e-mailben!</div><p>{_WINE_HU[3]}</p>
<p>{_WINE_HU[4]}</p></section><div class="ajanlo"><h4>Még több hír</h4><a href="/1">Új hajó a Balatonon</a><a href="/2">Drágább a kenyér</a></div></main>
<div class="suti">Az oldal sütiket használ. <a>Rendben</a></div><footer>Impresszum és jogi nyilatkozat.</footer></body></html>""",
        _WINE_HU,
        (
            "Címlap",
            "Olvasson tovább",
            "Aszály sújtja",
            "Kérje reggeli",
            "Még több hír",
            "Új hajó",
            "Drágább a kenyér",
            "sütiket használ",
            "jogi nyilatkozat",
        ),
        "Korai szüret Tokajban",
        "hu",
    ),
    Page(
        "held-out-ro",
        f"""<!DOCTYPE html><html lang="ro"><head><meta charset="utf-8"><title>Primul tren pentru metroul din Cluj</title></head><body>
<div class="topbar"><a href="/">Prima pagină</a><a href="/cluj">Cluj</a></div><div itemprop="articleBody" class="text-articol">
<h1>Primul tren pentru metroul din Cluj</h1><p>{_METRO_RO[0]}</p><p>{_METRO_RO[1]}</p><div class="legate"><b>Pe acest subiect:</b>
<ul><li><a href="/1">Tramvaie noi din toamnă</a></li><li><a href="/2">Biletul se scumpește</a></li></ul></div><p>{_METRO_RO[2]}</p><p>{_METRO_RO[3]}</p>
<div class="abonare">Abonează-te la canalul nostru de Telegram!</div><p>{_METRO_RO[4]}</p></div><div class="comentarii"><p>Vasile: să vedem și noi minunea!</p></div>
<div class="subsol">Copyright Ziarul Someșului. Acest site folosește module cookie.</div></body></html>""",
        _METRO_RO,
        (
            "Prima pagină",
            "Pe acest subiect",
            "Tramvaie noi",
            "Biletul se scumpește",
            "Abonează-te",
            "să vedem și noi",
            "module cookie",
        ),
        "Primul tren pentru metroul din Cluj",
        "ro",
    ),
)
