"""Countries with the words that stand for them: capitals, seats of government, adjectives.

"Ankara said" names a government by its capital (metonymy), "the Turkish minister" by an
adjective. The table only proposes: an actor exists where the roster has it.
"""

from __future__ import annotations

from stances.reading.names import fold

#: country | other names | adjectives | capital and seats that stand for its government
_TABLE = """
Afghanistan||Afghan|Kabul
Albania||Albanian|Tirana
Algeria||Algerian|Algiers
Argentina||Argentine,Argentinian|Buenos Aires
Armenia||Armenian|Yerevan
Australia||Australian|Canberra
Austria||Austrian|Vienna
Azerbaijan||Azerbaijani,Azeri|Baku
Bangladesh||Bangladeshi|Dhaka
Belarus||Belarusian,Belarussian|Minsk
Belgium||Belgian|
Bosnia and Herzegovina|Bosnia|Bosnian|Sarajevo
Brazil||Brazilian|Brasilia
Bulgaria||Bulgarian|Sofia
Canada||Canadian|Ottawa
Chile||Chilean|Santiago
China|People's Republic of China|Chinese|Beijing
Colombia||Colombian|Bogota
Croatia||Croatian|Zagreb
Cuba||Cuban|Havana
Cyprus||Cypriot|Nicosia
Czechia|Czech Republic|Czech|Prague
Denmark||Danish|Copenhagen
Egypt||Egyptian|Cairo
Estonia||Estonian|Tallinn
Ethiopia||Ethiopian|Addis Ababa
Finland||Finnish|Helsinki
France||French|Paris,Elysee,Elysee Palace,Quai d'Orsay
Georgia||Georgian|Tbilisi
Germany||German|Berlin
Greece||Greek|Athens
Hungary||Hungarian|Budapest
Iceland||Icelandic|Reykjavik
India||Indian|New Delhi,Delhi
Indonesia||Indonesian|Jakarta
Iran||Iranian|Tehran
Iraq||Iraqi|Baghdad
Ireland||Irish|Dublin
Israel||Israeli|Jerusalem
Italy||Italian|Rome
Japan||Japanese|Tokyo
Jordan||Jordanian|Amman
Kazakhstan||Kazakh|Astana
Kenya||Kenyan|Nairobi
Kosovo||Kosovar|Pristina
Kyrgyzstan||Kyrgyz|Bishkek
Latvia||Latvian|Riga
Lebanon||Lebanese|Beirut
Libya||Libyan|Tripoli
Lithuania||Lithuanian|Vilnius
Luxembourg||Luxembourgish|
Malaysia||Malaysian|Kuala Lumpur
Mexico||Mexican|Mexico City
Moldova||Moldovan|Chisinau,Chișinău
Mongolia||Mongolian|Ulaanbaatar
Montenegro||Montenegrin|Podgorica
Morocco||Moroccan|Rabat
Netherlands|The Netherlands,Holland|Dutch|The Hague
New Zealand||New Zealand|Wellington
Nigeria||Nigerian|Abuja
North Korea|DPRK|North Korean|Pyongyang
North Macedonia|Macedonia|Macedonian|Skopje
Norway||Norwegian|Oslo
Pakistan||Pakistani|Islamabad
Palestine|State of Palestine|Palestinian|Ramallah
Philippines||Philippine,Filipino|Manila
Poland||Polish|Warsaw
Portugal||Portuguese|Lisbon
Qatar||Qatari|Doha
Romania||Romanian|Bucharest
Russia|Russian Federation|Russian|Moscow,Kremlin
Saudi Arabia||Saudi,Saudi Arabian|Riyadh
Serbia||Serbian|Belgrade
Singapore||Singaporean|
Slovakia||Slovak,Slovakian|Bratislava
Slovenia||Slovenian,Slovene|Ljubljana
South Africa||South African|Pretoria
South Korea|Republic of Korea|South Korean|Seoul
Spain||Spanish|Madrid
Sudan||Sudanese|Khartoum
Sweden||Swedish|Stockholm
Switzerland||Swiss|Bern
Syria||Syrian|Damascus
Taiwan||Taiwanese|Taipei
Tajikistan||Tajik|Dushanbe
Thailand||Thai|Bangkok
Tunisia||Tunisian|Tunis
Türkiye|Turkey|Turkish|Ankara
Turkmenistan||Turkmen|Ashgabat
Ukraine||Ukrainian|Kyiv,Kiev,Bankova
United Arab Emirates|UAE,Emirates|Emirati|Abu Dhabi
United Kingdom|UK,Britain,Great Britain|British,UK|London,Downing Street,Whitehall,10 Downing Street,No 10
United States|US,USA,America,United States of America|American,US|Washington,White House,Pentagon,State Department
Uzbekistan||Uzbek|Tashkent
Vatican|Holy See|Vatican|Holy See
Venezuela||Venezuelan|Caracas
Vietnam||Vietnamese|Hanoi
"""

#: International bodies with the words that stand for them. Values are their own first names.
_BODIES = """
NATO|North Atlantic Treaty Organization,North Atlantic Alliance,the Alliance,Alliance,NATO headquarters
European Union|EU,E.U.,the bloc,European Bloc
European Commission|EU Commission,the Commission
European Council|EU Council
European Parliament|EU Parliament
United Nations|UN,U.N.,the UN
UN Security Council|Security Council,U.N. Security Council
OSCE|Organization for Security and Co-operation in Europe
IAEA|International Atomic Energy Agency
Council of Europe|
African Union|AU
IMF|International Monetary Fund
World Bank|
ICC|International Criminal Court
Red Cross|International Committee of the Red Cross,ICRC
G7|Group of Seven,G-7
"""

#: Folded word → country, by what the word is.
COUNTRIES: dict[str, str] = {}
ADJECTIVES: dict[str, str] = {}
SEATS: dict[str, str] = {}
#: Folded name → body.
BODIES: dict[str, str] = {}

for _line in _TABLE.strip().splitlines():
    _country, _names, _adjectives, _seats = _line.split("|")
    for _words, _into in ((f"{_country},{_names}", COUNTRIES), (_adjectives, ADJECTIVES), (_seats, SEATS)):
        for _word in _words.split(","):
            if fold(_word):
                _into.setdefault(fold(_word), _country)
for _line in _BODIES.strip().splitlines():
    _body, _names = _line.split("|")
    for _word in [_body, *_names.split(",")]:
        if fold(_word):
            BODIES.setdefault(fold(_word), _body)


def strip_possessive(folded: str) -> str:
    """ "ukraines" → "ukraine" where only the shorter is a place or a body."""
    if folded.endswith("s") and folded not in COUNTRIES and folded not in BODIES and folded not in SEATS:
        shorter = folded[:-1]
        if shorter in COUNTRIES or shorter in BODIES or shorter in SEATS:
            return shorter
    return folded


def place_of(words: str) -> str | None:
    """The country or body that a name, adjective, capital or possessive stands for, if any."""
    key = strip_possessive(fold(words).removeprefix("the "))
    return COUNTRIES.get(key) or ADJECTIVES.get(key) or SEATS.get(key) or BODIES.get(key)


def country_named(name: str) -> str:
    """The table's own name of a country or body, so that "Turkey" and "Türkiye" compare equal; else folded."""
    key = fold(name).removeprefix("the ")
    return COUNTRIES.get(key) or BODIES.get(key) or key
