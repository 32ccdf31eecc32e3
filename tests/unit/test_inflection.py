from __future__ import annotations

import pytest

from agents.classify.compile_terms import compile_term
from agents.classify.terms import Forms

# A word, forms of it, and words that only look alike; on subjects that no topic here is about.
TABLE = {
    "en": [
        ("bank", "banks", "bankrupt banker bandit"),
        ("strike", "strikes striking", "striker strict striped"),
        ("company", "companies", "companion comparison"),
        ("city", "cities", "citizen citation cite"),
        ("wave", "waves", "waver wavelength waive"),
        ("cap", "caps capped capping", "captain capital cape capes capsule"),
        ("oil", "oils", "soil oilfield ointment"),
        ("strategy", "strategies", "strategist strategic"),
        ("new", "", "news newton newer"),
        ("policy", "policies", "police policeman"),
        ("arm", "arms armed", "army armour armchair armies"),
        ("crash", "crashes crashed crashing", "crass crush"),
        ("negotiate", "negotiates negotiated negotiating", "negotiator negotiable"),
        ("university", "universities", "universe universal"),
        ("organ", "organs", "organic organise organization"),
        ("election", "elections", "elective electric"),
        ("merge", "merges merged merging", "merger mercy"),
        ("hero", "heroes", "heroin her heron"),
        ("law", "laws", "lawn lawyer lawsuit"),
        ("tax", "taxes taxed", "taxi taxis"),
    ],
    "uk": [
        ("повінь", "повені повінню повеней повенями", "повільно повік"),
        (
            "міністр",
            "міністра міністри міністрів міністром міністрам міністрові",
            "міністерство міністерка",
        ),
        ("вибори", "виборів виборам виборами виборах", "виборець вибух виборчий"),
        ("гребля", "греблі греблю греблею гребель", "грецький"),
        ("землетрус", "землетрусу землетрусом землетруси землетрусів", "землекоп"),
        (
            "український",
            "українська українського українською українських українському",
            "україна українець",
        ),
        ("Одеса", "Одеси Одесі Одесу Одесою", "одесит одеський"),
        ("місто", "міста місту містом місті містах", "містер місток містити"),
        ("вулиця", "вулиці вулицю вулицею вулиць вулицями", "вуличний вулик"),
        ("Київ", "Києва Києву Києві Києвом", ""),
        ("завод", "заводу заводи заводів заводом заводах", "заводити заводський"),
        ("Америка", "Америки Америці Америку Америкою", "американець"),
        ("бій", "бою бої боїв боям", "біг бік"),
        ("день", "дня дні днів днем", "денний дно"),
        ("страйк", "страйку страйки страйків страйком", "страйкувати"),
        ("народ", "народу народи народів", "народження народний"),
        ("Лисенко", "Лисенка Лисенку Лисенком", "лис лисий"),
        ("Тарасов", "Тарасова Тарасову Тарасовим", "тарас тарасівка"),
    ],
    "ru": [
        (
            "наводнение",
            "наводнения наводнению наводнением наводнении наводнений",
            "наводка наводнить",
        ),
        ("министр", "министра министру министром министры министров", "министерство"),
        ("выборы", "выборов выборам выборами выборах", "выборный"),
        ("завод", "завода заводу заводы заводов заводе", "заводить заводской"),
        ("река", "реки реке реку рекой рек", "реклама рекорд речь"),
        (
            "российский",
            "российская российского российской российских российскому",
            "россия россиянин",
        ),
        ("Прага", "Праги Праге Прагу Прагой", "прагматик"),
        ("город", "города городу городом городов городах", "городской городок"),
        ("рынок", "рынка рынку рынки рынков", "рыночный рык"),
        ("день", "дня дни дней днем", "деньги дно"),
        ("пожар", "пожара пожары пожаров пожаром", "пожарный пожать"),
        ("забастовка", "забастовки забастовку забастовкой забастовок", "забастовочный"),
        ("вулкан", "вулкана вулкану вулканы вулканов", "вулканолог вулканический"),
        ("партия", "партии партию партией партий", "партизан партер"),
        ("Соколов", "Соколова Соколову Соколовым", "сокольники"),
    ],
    "de": [
        ("Vulkan", "Vulkane Vulkans Vulkanen", "Vulkanologe"),
        ("Haus", "Häuser Hauses Häusern Hause", "Hausarzt"),
        ("Wahl", "Wahlen", "Wal Wahlkampf"),
        ("Regierung", "Regierungen", "regieren Regierungschef"),
        ("deutsch", "deutsche deutschen deutscher deutsches deutschem", "Deutschland"),
        ("Streik", "Streiks", "Streife Streit Streikrecht"),
        ("Stadt", "Städte Städten", "Stadtrat Staat"),
        ("Land", "Länder Landes Ländern", "Landung landete Landrat"),
        ("Arzt", "Ärzte Ärzten Arztes", "Arznei"),
        ("Waffe", "Waffen", "Waffel"),
        ("Minister", "Ministers Ministern", "Ministerium"),
        ("Flut", "Fluten", "Flüchtling flutet"),
        ("Bank", "Banken", "Bankett"),
        ("Recht", "Rechte Rechts Rechten", "Rechnung"),
    ],
    "pl": [
        ("wybory", "wyborów wyborach wyborami wyborom", "wyborca wybuch"),
        ("rząd", "rządu rządem rządy rządów rządzie", "rządzić rzadki"),
        ("powódź", "powodzi powodzią powodzie", "powód powoda"),
        ("miasto", "miasta miastu miastem miast miastach", "miasteczko"),
        ("minister", "ministra ministrowi ministrem ministrowie ministrów", "ministerstwo"),
        ("polski", "polskiego polskiej polskich polskim polska", "polak polityk"),
        ("bank", "banku banki banków bankiem bankach", "bankier bankrut"),
        ("Warszawa", "Warszawy Warszawie Warszawę Warszawą", "warszawski warszawiak"),
        ("ulica", "ulicy ulicę ulicą ulic ulicach", "uliczny"),
        ("strajk", "strajku strajki strajków strajkiem", "strajkować"),
        ("wojna", "wojny wojnie wojnę wojną wojen", "wojsko wojak"),
        ("Kowalski", "Kowalskiego Kowalskiemu Kowalskim", "kowal"),
    ],
    "fr": [
        ("élection", "élections", "électeur électricité"),
        ("banque", "banques", "banquier banquet"),
        ("inondation", "inondations", "inonder"),
        ("journal", "journaux", "journaliste journée"),
        ("français", "française françaises", "france"),
        ("général", "généraux générale générales", "générateur"),
        ("grève", "grèves", "grenier"),
        ("ville", "villes", "village villa"),
        ("ministre", "ministres", "ministère"),
        ("européen", "européenne européens européennes", "europe"),
        ("bateau", "bateaux", "batelier"),
        ("accord", "accords", "accordéon"),
    ],
    "es": [
        ("elección", "elecciones", "elector elegante"),
        ("ciudad", "ciudades", "ciudadano"),
        ("huelga", "huelgas", "huella"),
        ("banco", "bancos", "bancario banquero"),
        ("español", "española españoles españolas", "españa"),
        ("volcán", "volcanes", "volcar"),
        ("ministro", "ministros ministra", "ministerio"),
        ("inundación", "inundaciones", "inundar"),
        ("mar", "mares", "marea marca marino"),
        ("ley", "leyes", "leyenda leve"),
        ("nuevo", "nueva nuevos nuevas", "nueve"),
    ],
    "ko": [
        ("화산", "화산이 화산은 화산에서 화산의 화산으로 화산에서도 화산까지", "화산재 화산섬"),
        ("정부", "정부가 정부는 정부의 정부에 정부와 정부에서는", "정부군"),
        ("선거", "선거를 선거에서 선거와 선거는 선거에도", "선거구 선거철"),
        ("은행", "은행이 은행들 은행들이 은행에서는 은행으로부터", "은행원 은행잎"),
        ("서울", "서울에서 서울은 서울로 서울의", "서울대 서울역"),
        ("대통령", "대통령이 대통령은 대통령께서 대통령에게 대통령이라고", "대통령실 대통령직"),
        ("홍수", "홍수로 홍수가 홍수에", "홍수량"),
        ("합병", "합병을 합병은 합병이며 합병과의", "합병증"),
        ("총리", "총리가 총리는 총리에게서 총리만", "총리실"),
    ],
}


def found(word: str, language: str | None, text: str) -> bool:
    """Whether a text holds a form of a term's word."""
    return Forms.of(text).first(compile_term(word, language).words[0]) is not None


CASES = [(language, *row) for language, rows in TABLE.items() for row in rows]


@pytest.mark.parametrize(("language", "word", "forms", "others"), CASES)
def test_a_word_finds_its_forms_and_no_other_word(
    language: str, word: str, forms: str, others: str
) -> None:
    """Endings of the language's grammar make forms; derived words and compounds are others."""
    assert [form for form in forms.split() if not found(word, language, form)] == []
    assert [other for other in others.split() if found(word, language, other)] == []


# Known gaps: forms that are missed, and other words that are taken for forms.
GAPS = [
    ("en", "wolf", "wolves", ""),
    ("en", "mouse", "mice", ""),
    ("en", "man", "men", ""),
    ("es", "luz", "luces", ""),
    ("fr", "œil", "yeux", ""),
    ("uk", "Київ", "", "кий кия"),
    ("de", "Haus", "", "hausen"),
    ("de", "Wahl", "", "Wähler"),
    ("de", "Bank", "", "Banker"),
    ("fr", "grève", "", "grever grevé grevées"),
]


@pytest.mark.parametrize(("language", "word", "missed", "wrong"), GAPS)
def test_a_known_gap_is_as_it_was(language: str, word: str, missed: str, wrong: str) -> None:
    """One that closes belongs into the table of forms, and its line out of docs/names-and-words."""
    assert [form for form in missed.split() if found(word, language, form)] == []
    assert [other for other in wrong.split() if not found(word, language, other)] == []


@pytest.mark.parametrize(
    ("word", "language", "text"),
    [
        ("valanga", "it", "due valanghe"),
        ("okul", "tr", "okullar"),
        ("záplava", "cs", "záplavy"),
        ("вулкан", "bg", "вулкана"),
    ],
)
def test_other_languages_are_read_by_stem_or_beginning(word: str, language: str, text: str) -> None:
    """Snowball knows some thirty languages; of the others words keep their beginning."""
    assert found(word, language, text)


def test_a_word_in_another_script_than_its_list_has_the_forms_of_that_script() -> None:
    """A Latin name listed under Korean or Ukrainian is found as Latin names are."""
    assert found("Nordbank", "uk", "Nordbanks")
    assert found("Fjordkasse", "ko", "Fjordkasse는")


def test_an_abbreviation_has_no_forms_but_particles() -> None:
    """Capitals are not inflected; Korean sets its particles behind them all the same."""
    assert found("WHO", "en", "the WHO said")
    assert not found("ООН", "uk", "ооні")
    assert found("WHO", "ko", "WHO가")


@pytest.mark.parametrize(
    ("word", "forms", "others"),
    [
        ("striker", "strikers", "strike strikes striking"),
        ("strike", "strikes striking", "striker strikers"),
        ("banker", "bankers", "bank banks"),
        ("poster", "posters", "post posts"),
        ("Minister", "Ministern Ministers", "mini minist"),
        ("grève", "grèves", "grever"),
    ],
)
def test_a_word_without_a_language_is_not_what_it_is_derived_from(
    word: str, forms: str, others: str
) -> None:
    """What is an ending in one language makes another word in the next one."""
    assert [form for form in forms.split() if not found(word, None, form)] == []
    assert [other for other in others.split() if found(word, None, other)] == []


def test_a_language_that_is_not_known_is_read_by_its_script() -> None:
    """Without a language each grammar of the script may say what a form is."""
    assert found("вулкан", "und", "вулкана")
