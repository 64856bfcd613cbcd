"""The words with which English, Polish, Hungarian and Romanian report what others say.

Closed classes and general vocabulary only, no names. Verbs are those of the third person; a weak one reports only
where a clause or a quotation follows. What each list is for stands in `assistant/saying/reporting.py`. Proved by
`tests/test_assistant_saying_attribution.py`.
"""

import re

from assistant.saying.reporting import Reporting


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _any(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", flags)


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})[\s-]+\Z", re.IGNORECASE)


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)


_NEVER = re.compile(r"(?!)")

_EN = Reporting(
    sure=_any(
        r"said|says|told|tells|stated|announced|announces|reported|explained|explains|remarked|remarks|commented"
        r"|warned|warns|cautioned|insisted|insists|argued|argues|denied|denies|declared|declares|admitted|admits"
        r"|acknowledged|asserted|asserts|testified|tweeted|replied|reiterated|emphasi[sz]ed|emphasi[sz]es"
        r"|complained|pointed out|points out|went on to say"
    ),
    weak=_any(
        r"reports?|added|adds|noted|notes|claimed|claims?|confirmed|confirms|maintains|maintained|alleged|alleges?"
        r"|responded|wrote|writes|estimated|estimates?|predicted|predicts?|suggested|suggests?|believes?|thinks?"
        r"|recalled|revealed|reveals|stressed|stresses|underlined|pledged|promised|vowed|concluded|concludes"
        r"|found|finds|showed|shows?|indicated|indicates?|joked|states?|asked|informed|say|warn|argue|insist"
        r"|believed|thought|observed|hinted|conceded|concedes|read|reads|commenting|saying"
    ),
    source=_any(
        r"according to|in the (?:words|opinion|view) of|as (?:reported|quoted|cited|told) (?:by|to)|quoted by|citing",
        re.IGNORECASE,
    ),
    is_after=False,
    own=_any(r"according to (?:him|her|them)", re.IGNORECASE),
    that=_words("that how whether why"),
    impersonal=_NEVER,
    speakers=_word(
        r"(?:vice[- ]?)?presidents?|ministers?|ministry|ministries|officials?|authorit(?:y|ies)|governments?|police"
        r"|(?:police)?(?:wo)?m[ae]n|officers?|spokes(?:wo)?(?:man|men|person|people|persons)|leaders?|experts?"
        r"|analysts?|scientists?|researchers?|research|stud(?:y|ies)|reports?|surveys?|polls?|statements?|bulletins?"
        r"|agenc(?:y|ies)|news|newspapers?|magazine|journal|media|sources?|witness(?:es)?|residents?|lawyers?"
        r"|prosecutors?|judges?|courts?|kremlin|embassy|ambassadors?|diplomats?|generals?|army|military|commanders?"
        r"|intelligence|department|office|bureau|commission|committee|council|parliament|lawmakers?|senators?"
        r"|governors?|mayors?|chief|heads?|chair(?:man|woman|person)?|directors?|managers?|ceo|compan(?:y|ies)|firm"
        r"|group|organi[sz]ations?|union|university|institute|cent(?:er|re)|doctors?|professors?|teachers?"
        r"|critics?|opponents?|supporters?|activists?|campaigners?|members?|secretary|deputy|coach|player|captain"
        r"|author|historians?|economists?|engineers?|scholars?|party|candidate|bank|foundation|charity|church"
        r"|pope|king|queen|prince|princess|mother|father|brother|sister|wife|husband|son|daughter|family|friends?"
        r"|neighbou?rs?|pilot|driver|workers?|personn?e?l?|person|people|survivors?|victims?|investigators?|hospital"
        r"|regulators?|administration|delegation|side|data|document|letter|website|channel|radio|television|monitor|journalists?|reporters?|writers?|editors?|columnists?|boss(?:es)?|owners?"
    ),
    papers=_NEVER,
    pronouns=_words("he she they"),
    articles=_words("the a an its his her their this that these those some one"),
    prepositions=_words(
        "in on at by for with from to into after before during since until under over through about of against as "
        "like near following despite without within upon via among between"
    ),
    stops=_words(
        "that which who whom whose where when while because if though although but or so than is are was were be been "
        "being has have had will would can could may might must shall should do does did not however it we you i "
        "nobody everyone everybody someone somebody none others many few most all nothing everything there here"
    ),
    adverbs=_word(
        r"\w+ly|also|then|has|have|had|already|again|once|too|however|ever|soon|later|earlier|himself|herself"
        r"|yesterday|today|first|reportedly"
    ),
    blocked=_before(
        r"not|\w+n['’]t|was|were|been|is|are|be|being|never|to|as|of|a|an|the|what|which|who|his|her|its|their|my|our"
    ),
    oblique=_NEVER,
)

_PL = Reporting(
    sure=_any(
        r"(?:oświadczy|oznajmi|poinformowa|powiedzia|zapowiedzia|stwierdzi|relacjonowa|zrelacjonowa|ostrzeg|przestrzeg|zadeklarowa)"
        r"(?:ł|ła|ło|li|ły)|powiedzieli|zapowiedzieli|rzekł|rzekła|doniosł[aoy]|doniósł|donieśli|donosi|donoszą"
        r"|informuje|informują|oświadcza|twierdzi|twierdzą|twierdził|twierdziła|twierdzili|relacjonuje|relacjonują"
        r"|stwierdza|stwierdzają|ostrzega|ostrzegają"
        r"|argumentuje|argumentują|zwrócił uwagę|zwróciła uwagę|zwrócili uwagę|zwraca uwagę|zwracają uwagę"
    ),
    weak=_any(
        r"(?:poda|uzna|oceni|wskaza|przekaza|napisa|pisa|potwierdzi|zaprzeczy|zauważy|zapewni|przypomnia|odpowiedzia"
        r"|zaznaczy|ogłosi|doda|podkreśli|utrzymywa|skomentowa|przyzna|tłumaczy|wyjaśni"
        r"|mówi|przekonywa|argumentowa|szacowa|oszacowa|zasugerowa|zaapelowa|uważa|wyrazi|ujawni|obieca|przewidywa)"
        r"(?:ł|ła|ło|li|ły)|przypomnieli|odpowiedzieli|zaznacza|zaznaczają|podkreśla|podkreślają|utrzymuje"
        r"|utrzymują|podaje|podają|dodaje|dodają|mówi|mówią|pisze|piszą|uważa"
        r"|uważają|ocenia|oceniają|zapewnia|zapewniają|przypomina|przypominają|potwierdza|potwierdzają|zaprzecza"
        r"|zaprzeczają|wskazuje|wskazują|komentuje|komentują|wyjaśnia|wyjaśniają|tłumaczy|tłumaczą|przyznaje"
        r"|przyznają|zauważa|zauważają|szacuje|szacują|przekonuje|przekonują|ogłasza|zapowiada|zapowiadają"
        r"|deklaruje|deklarują|sugeruje|sugerują|sądzi|sądzą|przewiduje|przewidują|apeluje|wynika"
    ),
    source=_any(
        r"według|wg\.?|zdaniem|w opinii|w ocenie|zgodnie z|powołując się na|cytowan[yaei]m? przez",
        re.IGNORECASE,
    ),
    is_after=False,
    own=_any(r"(?:według niego|według niej|według nich|jego zdaniem|jej zdaniem|ich zdaniem)", re.IGNORECASE),
    that=_words("że iż jakoby żeby aby by czy"),
    impersonal=_any(
        r"(?:stwierdz|napis|poinformow|zaznacz|wskaz|podkreśl|ostrzeż|oświadcz|zapis|przyzn|ocenion|podan)(?:ono|ano|o)"
        r"|czytamy"
    ),
    speakers=_word(
        r"(?:wice)?prezydent\w*|premier\w*|(?:wice)?minist\w+|ministerstw\w+|resort\w*|urzędni\w+|władz\w*|rząd\w*"
        r"|policj\w+|oficer\w*|rzeczni\w+|przywódc\w+|lider\w*|ekspert\w*|anality\w+|naukow(?:iec|c\w+)|badacz\w*"
        r"|bada(?:nie|nia|niu|ń|niem|niach)|rapor[tc]\w*|sondaż\w*|oświadczeni\w+|komunika\w+|agencj\w+|dziennik\w*"
        r"|gazet\w+|media|mediów|źród\w+|świad(?:ek|k\w+)|mieszka[nń]\w+|prawni\w+|prokur\w+|sędzi\w+|sąd\w*"
        r"|ambasad\w+|dyploma(?:t[ayęąo]|tów|tom|ci)|dyplomacj\w+|genera[lł](?:a|em|owie|ów)?|armi\w+|wojsk\w*|dowód\w+|wywiad\w*|departament\w*"
        r"|biur\w+|komisj\w+|komitet\w*|rad[ay]|parlament\w*|senator\w*|gubernator\w*|burmistrz\w*|szef\w*"
        r"|przewodnicząc\w+|dyrektor\w*|prezes\w*|firm[ayie]\w*|spółk\w+|grup[ay]|organizacj\w+|związ(?:ek|k\w+)"
        r"|uniwersytet\w*|instytu\w+|centrum|lekarz\w*|doktor\w*|profesor\w*|krytyc\w*|krytyk\w*|aktywi\w+|członk\w+"
        r"|sekretarz\w*|zastępc\w+|trener\w*|zawodni\w+|kapitan\w*|autor\w*|history[kc]\w*|ekonomi[sś]\w+"
        r"|inżynier\w*|parti\w+|kandydat\w*|bank\w*|fundacj\w+|kościół|kościoł\w*|papież\w*|król\w*|książę"
        r"|matka|matki|ojciec|ojca|brat|siostra|żona|mąż|syn|córka|rodzin[ay]|sąsi\w+|pilot\w*|kierowc\w+|pracowni\w+"
        r"|osob(?:a|y|ę)|osób|człowiek|ludzi\w*|śledcz\w+|szpital\w*|dyktator\w*|władc[ay]|obserwator\w*|nadinspektor\w*"
        r"|dane|danych|obliczeń|szacunków|informacji|służb\w*|kongres\w+|poseł|posł\w+|posłank\w+|komentator\w*|dziennikar\w+|reporter\w*|redaktor\w*|właściciel\w*"
    ),
    papers=_word(
        r"rapor[tc]\w*|oświadczeni\w+|komunika\w+|bada(?:nie|niu|ń|niach)|dokumen\w+|artyku\w+|sondaż\w*"
    ),
    pronouns=_words("on ona oni one ten ta"),
    articles=_words(""),
    prepositions=_words(
        "w we na z ze o od do po przed przez przy podczas dla pod nad za u wobec między wśród wśród mimo oprócz bez "
        "ku dzięki wbrew około spośród poza"
    ),
    stops=_words(
        "że iż który która które którzy których którego której gdy kiedy ponieważ bo jeśli choć chociaż ale lecz a "
        "jest są był była było byli były będzie będą nie się gdzie co czego tym więc jednak jak to aby by nikt wszyscy "
        "ktoś wielu niektórzy inni innych inne wszystko ta te "
        "swojego swojej swoich swego swej"
    ),
    adverbs=_word(
        r"tymczasem|jednocześnie|ostatecznie|potem|wreszcie|dodatkowo|zatem|sam|sama|też|także|również|następnie|później|wcześniej|jednak|natomiast|już|wtedy|ponadto|dziś|wczoraj"
    ),
    blocked=_before("nie|co"),
    oblique=re.compile(r"(?:[^\W\d_]+[ąę]|[a-ząćęłńóśźż]+(?:owi|emu|om|ami))\Z"),
)

_HU = Reporting(
    sure=_any(
        r"(?:el)?mondt(?:a|ák)|(?:el)?mondj(?:a|ák)|közölt(?:e|ék)|közlik?|(?:ki|be)jelentett(?:e|ék)"
        r"|jelentett(?:e|ék) (?:ki|be)|állított(?:a|ák)|állítj(?:a|ák)|hangsúlyozt(?:a|ák)|hangsúlyozz(?:a|ák)"
        r"|megjegyezt(?:e|ék)|hozzátett(?:e|ék)|tett(?:e|ék) hozzá|nyilatkozt(?:a|ák)|nyilatkozott|rámutatott(?:ak)?"
        r"|mutatott rá|leszögezt(?:e|ék)|szögezte le|kifejtett(?:e|ék)|fejtette ki|tudatt(?:a|ák)|vélekedett"
        r"|beszámolt(?:ak)?|számolt(?:ak)? be|tudósított(?:ak)?|tájékoztatott|kijelenti|bejelenti"
        r"|figyelmeztetett|figyelmeztettek|felhívta a figyelmet|hívta fel a figyelmet"
    ),
    weak=_any(
        r"jelentett(?:e|ék)|jelenti|ismertett(?:e|ék)|írj?(?:t)?(?:a|ák)|jelezt(?:e|ék)|jelzi|elismert(?:e|ék)"
        r"|tagadt(?:a|ák)|tagadj(?:a|ák)|cáfolt(?:a|ák)|megerősített(?:e|ék)|erősített(?:e|ék) meg|felidézt(?:e|ék)"
        r"|emlékeztetett|válaszolt(?:a|ák)?|vélik?|gondolj(?:a|ák)|gondolt(?:a|ák)|becsült(?:e|ék)|becslik?"
        r"|kiemelt(?:e|ék)|emelte ki|ígért(?:e|ék)|hiszi|hitte|jegyezte meg|magyarázt(?:a|ák)|figyelmeztet"
        r"|tájékoztatta|ismételte|fogalmazott|érvelt|jósolt(?:a|ák)|valljá?k?|megállapított(?:a|ák)|említette"
    ),
    source=re.compile(r"(?<!^Személy )(?<!: Személy )(?<!, személy )(?<![\w-])szerint(?!\w)"),
    is_after=True,
    own=re.compile(
        r"(?:^|(?<=[,–(] ))(?:véleménye|elmondása|állítása|közlése|nézete|meglátása|becslése|tájékoztatása) szerint"
        r"|\b[Ss]zerint(?:e|ük)\b"
    ),
    that=_words("hogy"),
    impersonal=_any(r"olvasható|áll"),
    speakers=_word(
        r"\w*elnök\w*|\w*miniszter\w*|\w*minisztérium\w*|\w*tisztviselő\w*|\w*hatóság\w*|\w*kormány\w*|\w*rendőr\w*"
        r"|\w*tiszt|\w*tisztek|\w*szóvivő\w*|\w*vezető\w*|\w*szakértő\w*|\w*elemző\w*|\w*tudós\w*|\w*kutató\w*"
        r"|\w*kutatás\w*|\w*tanulmány\w*|\w*jelentés\w*|\w*felmérés\w*|\w*nyilatkozat\w*|\w*közlemény\w*"
        r"|\w*ügynökség\w*|\w*iroda|\w*irodája|\w*lap|\w*lapja|\w*újság\w*|\w*média|\w*forrás\w*|\w*tanú|\w*tanúk"
        r"|\w*lakó|\w*lakók|\w*ügyvéd\w*|\w*ügyész\w*|\w*bíró|\w*bíróság\w*|\w*nagykövet\w*|\w*diplomat\w*"
        r"|\w*tábornok\w*|\w*hadsereg\w*|\w*parancsnok\w*|\w*hírszerzés\w*|\w*titkár\w*|\w*szolgálat\w*|\w*hivatal\w*"
        r"|\w*bizottság\w*|\w*tanács|\w*tanácsa|\w*parlament|\w*képviselő\w*|\w*szenátor\w*|\w*kormányzó\w*"
        r"|\w*polgármester\w*|\w*főnök\w*|\w*igazgató\w*|\w*vállalat\w*|\w*cég|\w*cége|\w*csoport\w*|\w*szervezet\w*"
        r"|\w*szövetség\w*|\w*egyetem\w*|\w*intézet\w*|\w*központ\w*|\w*orvos\w*|\w*professzor\w*|\w*tanár\w*"
        r"|\w*bíráló\w*|\w*kritikus\w*|\w*aktivist\w*|\w*tag|\w*tagja|\w*tagok|\w*helyettes\w*|\w*edző|\w*edzője"
        r"|\w*játékos\w*|\w*kapitány\w*|\w*szerző\w*|\w*író|\w*történész\w*|\w*közgazdász\w*|\w*mérnök\w*|\w*párt"
        r"|\w*pártja|\w*jelölt\w*|\w*bank|\w*alapítvány\w*|\w*egyház\w*|\w*pápa|\w*király\w*|\w*herceg\w*|\w*anya"
        r"|\w*anyja|\w*apja|\w*testvére|\w*felesége|\w*férje|\w*fia|\w*lánya|\w*család\w*|\w*szomszéd\w*|\w*pilóta"
        r"|\w*sofőr|\w*dolgozó|\w*személy|\w*ember|\w*emberek|\w*nyomozó\w*|\w*kórház\w*|\w*felügyelő\w*|\w*adat(?:ok|ai)"
        r"|\w*miniszterelnök\w*|\w*társaság\w*|\w*tulajdonos\w*|\w*kancellár\w*|\w*biztos|\w*biztosa|\w*munkatárs\w*|\w*politikus\w*|\w*beszámoló\w*"
    ),
    papers=_word(
        r"jelentése|közlése|tájékoztatása|nyilatkozata|állítása|adatai|beszámolója|közleménye|elmondása|becslése"
        r"|véleménye|megfogalmazása|értékelése|információi|értesülései|számításai"
    ),
    pronouns=_words("ő ők"),
    articles=_words("a az egy"),
    prepositions=_words(""),
    stops=_words(
        "hogy aki akik ami amely amelyek mely melyek amelyet ahol amikor mert ha bár de és hanem vagy nem is volt van "
        "vannak voltak lesz után alatt előtt során szerint között által mellett miatt ellen nélkül pedig majd úgy így "
        "míg akit akinek amelynek melynek amelyben meg felé elleni mindenki senki sokan valaki mások ez ezek azok mint "
        "ahogy amint miként véleményem véleményünk nézetem néhány több számos egyes minden sok"
    ),
    adverbs=_word(
        r"azt|úgy|ezt|is|pedig|viszont|azonban|már|majd|később|korábban|szintén|ugyanakkor|ma|tegnap|egyben|arra|arról"
        r"|erről|végül|\w+(?:ban|ben|ról|ről|tól|től|nak|nek|val|vel|kor|ként|án|én|ára|ére)|ekkor|ehhez|hozzá|nemrég"
    ),
    blocked=_before("nem|ne|sem"),
    oblique=_word(
        r"[\w-]+(?:nak|nek|ban|ben|ból|ből|ról|ről|tól|től|hoz|hez|höz|val|vel|ért|ként|kor|ára|ére|okat|eket|ását|ését)"
        r"|[a-zá-ű]+(?:on|en|ön|ra|re|ba|be|át|ét|ot|et|öt|nál|nél|ig)"
    ),
)

_RO = Reporting(
    sure=_any(
        r"(?:(?:mai|[iîl]|le|ne|m|s|v)?[- ]?(?:a|au) (?:mai |și |de asemenea )?)"
        r"(?:declarat|spus|anunțat|afirmat|precizat|adăugat|explicat|subliniat|transmis|relatat|raportat|informat|menționat|susținut|avertizat|comentat"
        r"|dezvăluit|reiterat|reafirmat|insistat|remarcat|completat|punctat|atras atenția|replicat)"
        r"|declară|afirmă|afirmase|anunță|precizează|subliniază|relatează|menționează|avertizează"
        r"|spune|spun|susțin|susține|adaugă"
    ),
    weak=_any(
        r"(?:(?:mai|[iîl]|le|ne|m|s|v)?[- ]?(?:a|au) (?:mai |și )?)(?:arătat|scris|recunoscut|confirmat|negat|promis"
        r"|estimat|admis|apreciat|amintit|sugerat|evidențiat|asigurat|indicat|prezis|notat|observat|considerat|cerut|răspuns)"
        r"|scriu|scrie|arată|informează|crede|cred|estimează|confirmă|neagă|consideră|explică|transmite|transmit|notează|sugerează"
    ),
    source=_any(
        r"potrivit|conform|în opinia|după spusele|după cum (?:a|au) (?:declarat|anunțat|spus)|citat[ăei]* de|citând",
        re.IGNORECASE,
    ),
    is_after=False,
    own=_any(
        r"(?:potrivit|conform) (?:acestuia|acesteia|acestora)|în opinia (?:sa|lui|ei|lor)", re.IGNORECASE
    ),
    that=_words("că cum dacă"),
    impersonal=_any(r"se (?:arată|precizează|menționează|afirmă|spune|subliniază)"),
    speakers=_word(
        r"(?:vice)?președin\w+|(?:prim-?)?minist\w+|premier\w*|oficial\w*|autorități\w*|autorităților|guvern\w*"
        r"|poliți\w+|ofițer\w*|purtăto\w+|lider\w*|expe[rț]\w+|analist\w*|analiști\w*|cercetăto\w+|cercetare\w*"
        r"|savan\w+|studi\w+|rapo[ar]\w+|sonda[jx]\w*|declarați\w+|comunicat\w*|buletin\w*|agenți[aei]\w*|ziar\w*"
        r"|presa|presei|media|surs\w+|martor\w*|locuito\w+|avoca\w+|procuro\w+|judecăto\w+|instanț\w+|ambasad\w+"
        r"|diploma\w+|general\w*|armat[ae]\w*|comandan\w+|servici\w+|departament\w*|biroul\w*|comisi\w+|comitet\w*"
        r"|consili\w+|parlament\w*|deputat\w*|deputați\w*|senato\w+|guvernato\w+|primar\w*|șef\w*|directo\w+|manager\w*"
        r"|companie\w*|compania|companiei|firm[ae]\w*|grup\w*|organizați\w+|uniun\w+|universit\w+|institut\w*|centr\w+"
        r"|medic\w*|docto\w+|profeso\w+|critic\w*|activi[sș]\w+|membr\w+|secretar\w*|adjunct\w*|antreno\w+|jucăto\w+"
        r"|căpitan\w*|auto[ar]\w+|istoric\w*|economi[sș]\w+|ingine\w+|partid\w*|candida\w+|banc[ăa]\w*|fundați\w+"
        r"|biseric\w+|pap[ăa]|rege\w*|regin\w+|prinț\w*|mama|tatăl|frate\w*|sor[aă]|soți\w*|soțul|fiul|fiica|famili\w+"
        r"|vecin\w*|pilot\w*|șofer\w*|angaja\w+|persoan\w+|oameni\w*|anchetato\w+|spital\w*|superintend\w+"
        r"|inspecto\w+|reprezentan\w+|dat[ae]\w*|document\w*|postul|site-ul|publicați\w+|cotidian\w*|jurnali[sș]\w+"
        r"|politician\w*|cancelar\w*|europarlamentar\w*|artist\w*|acto[rl]\w*|specia\w+|administrați\w+|primări\w+|cabinet\w*|proprieta\w+|curt\w+|curții"
    ),
    papers=_word(
        r"raport\w*|comunicat\w*|studiu\w*|document\w*|declarați\w+|sondaj\w*|articol\w*|buletin\w*"
    ),
    pronouns=_words("el ea ei ele acesta aceasta aceștia acestea"),
    articles=_words("un o unui unei niște"),
    prepositions=_words(
        "la în pe pentru după despre prin cu din de-a lângă fără sub peste până către spre înainte între printre "
        "contra într-un într-o dintr-un dintr-o printr-un printr-o asupra împotriva datorită"
    ),
    stops=_words(
        "că care cărora căruia căreia când dacă deși dar iar însă sau nu este sunt era erau fost va vor ar fi unde "
        "deoarece căci ci să ce se nimeni toți unii mulți cineva toate alții cum"
    ),
    adverbs=_word(
        r"de asemenea|ulterior|apoi|totodată|recent|ieri|azi|astăzi|însă|mai|și|asemenea|anterior|totuși|deja|nou|din"
    ),
    blocked=_before("nu|n|fost|s|se|ce"),
    oblique=_NEVER,
)

VOCABULARY = {"en": _EN, "pl": _PL, "hu": _HU, "ro": _RO}
