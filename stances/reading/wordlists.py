"""Closed lists of words that the rules of reading look up. All entries are lower case."""

from __future__ import annotations

from stances.reading.words import word_set
from stances.vocabulary import Office

AUXILIARIES = word_set(
    "has have had having is was were are be been being did does do 's 've 'd hasn't haven't hadn't didn't doesn't "
    "don't wasn't weren't isn't aren't"
)
NEGATIONS = word_set("not never n't hasn't haven't hadn't didn't doesn't don't neither nor wasn't weren't")
MODALS = word_set(
    "would could might may should can must will shall wouldn't couldn't won't can't cannot shouldn't to if unless"
)
ADVERBS = word_set(
    "also later earlier then further once again repeatedly reportedly often even just only always now still "
    "already meanwhile soon since yet thus both all too himself herself themselves itself however instead "
    "additionally further furthermore moreover previously separately likewise therefore in-turn"
)
#: -ly words that are no adverbs.
NOT_ADVERBS = word_set("italy ally family supply july assembly reply rally early only")

PRONOUNS: dict[str, tuple[str, int]] = {
    # pronoun → (gender: m, f, "" for unknown; number)
    "he": ("m", 1), "she": ("f", 1), "they": ("", 2), "it": ("n", 1), "i": ("1", 1), "we": ("1", 2),
}  # fmt: skip
DETERMINERS = word_set(
    "the a an his her their its our this that these those some several many most one two three four five another "
    "both all no any each other such"
)
PREPOSITIONS = word_set(
    "in on at by during after before with from to for of about over under through via following amid despite "
    "ahead upon against into between among within without outside inside near like per since until as while when"
)
#: Words that begin another clause, so that a subject cannot reach back over them.
CLAUSE_STARTS = word_set(
    "that and but while as when if whether although though since because where or so yet than until whereas nor "
    "after before once unless which"
)
#: Words that may begin a sentence before its subject.
OPENERS = word_set(
    "however meanwhile later earlier also but and yet still separately additionally then moreover furthermore "
    "similarly thus now today yesterday so indeed instead besides likewise nevertheless nonetheless finally first "
    "second last afterwards afterward elsewhere recently overall"
)
#: What may stand after a comma behind a name and tell more about its bearer.
APPOSITIVE_OPENERS = word_set(
    "who whose which where the a an his her its their in on at from during with speaking talking addressing "
    "writing citing referring quoting commenting asked also one himself herself then now former formerly head "
    "chief director president leader spokesman spokeswoman spokesperson chairman chairwoman co-founder founder "
    "prime minister foreign defence defense acting deputy senior secretary ambassador professor author editor "
    "analyst along of for and as answering responding appearing visiting standing after before like according "
    "meanwhile however too wearing echoing backed flanked"
)

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
TIME_WORDS = frozenset(
    [*WEEKDAYS, *(day + "'s" for day in WEEKDAYS), "mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun"]
) | word_set("yesterday today tonight tomorrow week month year weekend morning evening night afternoon day")

#: Words that address somebody: who is told.
ADDRESSEES = word_set(
    "reporters journalists lawmakers parliament parliamentarians mps senators congress media press newspaper "
    "television tv radio delegates diplomats us me him her them colleagues deputies viewers listeners supporters "
    "crowd audience troops soldiers students cnn bbc reuters afp ap newsweek nbc abc cbs cnbc msnbc npr tass ria "
    "interfax bloomberg politico axios dw xinhua anadolu fox sky rt"
)
MEDIA = word_set(
    "reuters afp ap tass ria novosti interfax bloomberg cnn bbc cnbc msnbc nbc cbs npr newsweek politico axios "
    "xinhua anadolu rt sputnik guardian telegraph times post journal independent economist spiegel bild nyt wsj "
    "ft ukrinform newspaper newspapers outlet outlets magazine media broadcaster tabloid daily channel agency "
    "kommersant izvestia unian pravda meduza herald tribune mirror sun mail express globe kyodo yonhap dpa ansa "
    "efe"
)
#: Documents that speak for whoever issued them.
DOCUMENTS = word_set(
    "statement report document communique communiqué declaration letter memo note resolution proposal indictment "
    "complaint filing post tweet message text study survey poll paper release bulletin brief readout review "
    "lawsuit transcript figures data website indictment announcement request ruling decree account petition letters"
)
ORGANISATION_WORDS = word_set(
    "ministry ministries union nations council commission party bank agency office department government "
    "parliament organization organisation alliance committee forces force army navy court assembly congress "
    "senate university institute foundation group association federation fund service administration authority "
    "authorities company corporation corp inc ltd centre center forum embassy command staff directorate police "
    "bureau secretariat bloc league society team movement coalition front duma verkhovna rada house board branch "
    "division regulator airlines treasury pentagon kremlin cabinet presidency watchdog brigade battalion network "
    "times post journal project directorate club church intelligence security mission headquarters summit "
    "delegation"
)

#: What a company or another body is called, before its name ("the carmaker Brekker") or in its place ("the chain").
BODY_NOUNS = word_set(
    "company firm giant chain maker carmaker automaker manufacturer producer supplier retailer airline operator "
    "conglomerate brand lender insurer exchange startup start-up platform app site portal outfit charity nonprofit "
    "non-profit ngo contractor refiner utility brewer developer subsidiary think-tank consultancy pollster union "
    "broadcaster channel publisher publication provider shipbuilder planemaker chipmaker drugmaker steelmaker "
    "exporter importer network group agency bank watchdog"
)
#: Titles before a name that tell gender only.
HONORIFICS: dict[str, str] = {
    "mr": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "pope": "m", "father": "m", "sheikh": "m",
    "brother": "m", "mrs": "f", "ms": "f", "miss": "f", "dame": "f", "lady": "f", "queen": "f", "princess": "f",
    "sister": "f", "dr": "", "prof": "", "hon": "", "rev": "", "madam": "f", "mx": "",
}  # fmt: skip

#: The last word of a role → (office, gender it tells).
ROLE_NOUNS: dict[str, tuple[Office, str]] = {
    "president": (Office.HEAD_OF_STATE, ""), "king": (Office.HEAD_OF_STATE, "m"), "queen": (Office.HEAD_OF_STATE, "f"),
    "emperor": (Office.HEAD_OF_STATE, "m"), "pope": (Office.HEAD_OF_STATE, "m"), "pontiff": (Office.HEAD_OF_STATE, "m"),
    "premier": (Office.HEAD_OF_GOVERNMENT, ""), "chancellor": (Office.HEAD_OF_GOVERNMENT, ""),
    "taoiseach": (Office.HEAD_OF_GOVERNMENT, ""), "pm": (Office.HEAD_OF_GOVERNMENT, ""),
    "minister": (Office.MINISTER, ""), "secretary": (Office.MINISTER, ""), "fm": (Office.FOREIGN_MINISTER, ""),
    "spokesman": (Office.SPOKESPERSON, "m"), "spokeswoman": (Office.SPOKESPERSON, "f"),
    "spokesperson": (Office.SPOKESPERSON, ""), "adviser": (Office.ADVISER, ""), "advisor": (Office.ADVISER, ""),
    "aide": (Office.ADVISER, ""), "envoy": (Office.ADVISER, ""), "representative": (Office.AMBASSADOR, ""),
    "ambassador": (Office.AMBASSADOR, ""), "senator": (Office.LEGISLATOR, ""), "lawmaker": (Office.LEGISLATOR, ""),
    "congressman": (Office.LEGISLATOR, "m"), "congresswoman": (Office.LEGISLATOR, "f"), "mp": (Office.LEGISLATOR, ""),
    "mep": (Office.LEGISLATOR, ""), "deputy": (Office.LEGISLATOR, ""), "speaker": (Office.LEGISLATOR, ""),
    "sen": (Office.LEGISLATOR, ""), "rep": (Office.LEGISLATOR, ""), "legislator": (Office.LEGISLATOR, ""),
    "general": (Office.MILITARY, ""), "gen": (Office.MILITARY, ""), "admiral": (Office.MILITARY, ""),
    "adm": (Office.MILITARY, ""), "colonel": (Office.MILITARY, ""), "col": (Office.MILITARY, ""),
    "lt": (Office.MILITARY, ""), "lieutenant": (Office.MILITARY, ""), "major": (Office.MILITARY, ""),
    "maj": (Office.MILITARY, ""), "captain": (Office.MILITARY, ""), "capt": (Office.MILITARY, ""),
    "commander": (Office.MILITARY, ""), "marshal": (Office.MILITARY, ""), "brigadier": (Office.MILITARY, ""),
    "sergeant": (Office.MILITARY, ""), "soldier": (Office.MILITARY, ""),
    "chief": (Office.HEAD_OF_BODY, ""), "head": (Office.HEAD_OF_BODY, ""), "chairman": (Office.HEAD_OF_BODY, "m"),
    "chairwoman": (Office.HEAD_OF_BODY, "f"), "chair": (Office.HEAD_OF_BODY, ""), "director": (Office.HEAD_OF_BODY, ""),
    "commissioner": (Office.HEAD_OF_BODY, ""), "secretary-general": (Office.HEAD_OF_BODY, ""),
    "leader": (Office.OTHER, ""), "mayor": (Office.OTHER, ""), "governor": (Office.OTHER, ""),
    "official": (Office.OTHER, ""), "diplomat": (Office.OTHER, ""), "negotiator": (Office.OTHER, ""),
    "counterpart": (Office.OTHER, ""), "chairperson": (Office.HEAD_OF_BODY, ""), "expert": (Office.OTHER, ""),
    "analyst": (Office.OTHER, ""), "economist": (Office.OTHER, ""), "professor": (Office.OTHER, ""),
    "historian": (Office.OTHER, ""), "lawyer": (Office.OTHER, ""), "judge": (Office.OTHER, ""),
    "prosecutor": (Office.OTHER, ""), "journalist": (Office.OTHER, ""), "reporter": (Office.OTHER, ""),
    "author": (Office.OTHER, ""), "activist": (Office.OTHER, ""), "politician": (Office.OTHER, ""),
    "statesman": (Office.OTHER, "m"), "candidate": (Office.OTHER, ""), "veteran": (Office.OTHER, ""),
    "ex-president": (Office.OTHER, ""), "tycoon": (Office.OTHER, ""), "billionaire": (Office.OTHER, ""),
    "host": (Office.OTHER, ""), "resident": (Office.OTHER, ""), "writer": (Office.OTHER, ""),
    "blogger": (Office.OTHER, ""), "founder": (Office.OTHER, ""), "member": (Office.OTHER, ""),
    "ceo": (Office.OTHER, ""), "boss": (Office.OTHER, ""), "correspondent": (Office.OTHER, ""),
    "manager": (Office.OTHER, ""), "man": (Office.OTHER, "m"), "woman": (Office.OTHER, "f"),
    "father": (Office.OTHER, "m"), "mother": (Office.OTHER, "f"), "son": (Office.OTHER, "m"),
    "daughter": (Office.OTHER, "f"), "wife": (Office.OTHER, "f"), "husband": (Office.OTHER, "m"),
    "presenter": (Office.OTHER, ""), "winner": (Office.OTHER, ""), "player": (Office.OTHER, ""),
    "trader": (Office.OTHER, ""), "scholar": (Office.OTHER, ""), "oligarch": (Office.OTHER, ""),
    "hacker": (Office.OTHER, ""), "teacher": (Office.OTHER, ""), "doctor": (Office.OTHER, ""),
    "vice-president": (Office.OTHER, ""), "source": (Office.OTHER, ""), "insider": (Office.OTHER, ""),
    "politologist": (Office.OTHER, ""), "strategist": (Office.OTHER, ""), "scientist": (Office.OTHER, ""),
    "researcher": (Office.OTHER, ""), "investigator": (Office.OTHER, ""), "musician": (Office.OTHER, ""),
    "democrat": (Office.OTHER, ""),
    "republican": (Office.OTHER, ""),
    "creator": (Office.OTHER, ""),
    "co-founder": (Office.OTHER, ""),
    "fellow": (Office.OTHER, ""),
    "star": (Office.OTHER, ""),
    "coach": (Office.OTHER, ""),
    "owner": (Office.OTHER, ""),
    "co-owner": (Office.OTHER, ""),
    "bishop": (Office.OTHER, ""),
    "patriarch": (Office.OTHER, "m"),
    "priest": (Office.OTHER, ""),
    "singer": (Office.OTHER, ""),
    "baker": (Office.OTHER, ""),
    "student": (Office.OTHER, ""),
    "attorney": (Office.OTHER, ""),
    "tsar": (Office.OTHER, ""),
    "actor": (Office.OTHER, "m"), "actress": (Office.OTHER, "f"), "pilot": (Office.OTHER, ""),
    "ombudsman": (Office.OTHER, ""), "commentator": (Office.OTHER, ""), "columnist": (Office.OTHER, ""),
}  # fmt: skip

#: Words before the last word of a role that settle the office.
ROLE_MODIFIERS: tuple[tuple[str, str, Office], ...] = (
    ("minister", "prime", Office.HEAD_OF_GOVERNMENT), ("minister", "foreign", Office.FOREIGN_MINISTER),
    ("minister", "defence", Office.DEFENCE_MINISTER), ("minister", "defense", Office.DEFENCE_MINISTER),
    ("secretary", "foreign", Office.FOREIGN_MINISTER), ("secretary", "defence", Office.DEFENCE_MINISTER),
    ("secretary", "defense", Office.DEFENCE_MINISTER), ("general", "secretary", Office.HEAD_OF_BODY),
    ("secretary", "press", Office.SPOKESPERSON), ("general", "attorney", Office.MINISTER),
    ("general", "director", Office.HEAD_OF_BODY), ("general", "prosecutor", Office.OTHER),
    ("president", "vice", Office.OTHER), ("minister", "deputy", Office.OTHER), ("president", "former", Office.OTHER),
    ("chief", "diplomat", Office.FOREIGN_MINISTER), ("president", "council", Office.HEAD_OF_BODY),
    ("president", "commission", Office.HEAD_OF_BODY), ("president", "bank", Office.HEAD_OF_BODY),
    ("representative", "high", Office.HEAD_OF_BODY), ("commissioner", "high", Office.HEAD_OF_BODY),
    ("chief", "policy", Office.HEAD_OF_BODY),
)  # fmt: skip
#: Words that may stand inside a role before its last word, so that they are no part of a name.
ROLE_WORDS = word_set(
    "prime foreign defence defense interior finance energy economy economic state vice deputy first former acting "
    "chief senior special permanent national security presidential press top secretary attorney general director "
    "high policy affairs trade justice health education culture agriculture infrastructure development digital "
    "regional transport environment climate labour labor environment home external european military federal "
    "assistant under executive ex-president then-president outgoing incoming caretaker interim republican "
    "democratic ranking democrat supreme allied naval army air armed major lieutenant brigadier co-chair "
    "intelligence strategic communications minister's president-elect longtime veteran fellow ex retired late "
    "cabinet parliamentary speaker opposition majority minority party government bank board council commission"
) | frozenset(ROLE_NOUNS)
#: Plural people who stay unnamed.
CROWDS = word_set(
    "officials sources diplomats analysts experts lawmakers critics observers people residents allies officers "
    "leaders ministers soldiers reports some others many witnesses insiders aides advisers supporters opponents "
    "commanders investigators prosecutors economists historians journalists reporters activists governments "
    "countries members troops forces heads researchers scientists traders veterans civilians refugees users "
    "employers colleagues relatives friends neighbours neighbors students workers villagers voters volunteers "
    "commentators sources' strategists lawyers doctors parents families men women protesters hackers spokespeople "
    "intelligence"
)
#: Words that keep a singular speaker unnamed.
ANONYMOUS_HEADS = word_set(
    "official source diplomat insider person aide officer witness resident adviser trader analyst expert soldier "
    "lawmaker spokesman spokeswoman spokesperson man woman"
)
