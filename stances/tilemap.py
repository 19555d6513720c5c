"""A map of the world in which every country is one tile of the same size, so that the small can be read.

The arrangement is the project's own: neighbours stay near each other where the grid allows it. Names are those that
actors bear as their country.
"""

from __future__ import annotations

from dataclasses import dataclass

#: One line a row of tiles, from north to south; `code@column`.
_GRID = """
IS@8 NO@12 SE@13 FI@14
CA@1 GB@9 DK@11 EE@14 RU@16
US@1 IE@8 BE@9 NL@10 DE@11 PL@12 LT@13 LV@14 BY@15
MX@1 FR@8 LU@9 CH@10 AT@11 CZ@12 SK@13 MD@14 UA@15 GE@16 KZ@17 KG@18 MN@20 KP@22
GT@1 BZ@2 CU@4 BS@5 PT@7 ES@8 AD@9 LI@10 SI@11 HU@12 RO@13 AM@15 AZ@16 UZ@17 TJ@18 CN@20 KR@22 JP@23
SV@1 HN@2 JM@4 HT@5 DO@6 MC@9 IT@10 HR@11 RS@12 BG@13 TR@15 IR@16 TM@17 AF@18 PK@19 TW@23
NI@2 KN@5 AG@6 SM@9 VA@10 BA@11 ME@12 MK@13 SY@15 IQ@16 KW@17 IN@19 NP@20 BT@21
CR@2 DM@5 LC@6 MA@8 DZ@9 MT@10 AL@11 XK@12 GR@13 CY@14 LB@15 JO@16 BH@17 BD@20 MM@21 LA@22 VN@23 PH@24
PA@2 VC@5 BB@6 CV@7 MR@8 ML@9 TN@10 LY@11 EG@12 IL@14 PS@15 SA@16 QA@17 AE@18 LK@19 TH@21 KH@22 PW@24 FM@25
CO@2 VE@3 GD@5 TT@6 SN@7 GM@8 BF@9 NE@10 TD@11 SD@12 ER@14 YE@16 OM@17 MV@19 MY@21 BN@22 MH@24 NR@25
EC@2 GY@3 SR@4 GW@7 GN@8 CI@9 GH@10 NG@11 CF@12 SS@13 ET@14 DJ@15 SG@21 ID@22 TL@23 PG@24 KI@25
PE@2 BR@3 SL@8 LR@9 TG@10 BJ@11 CM@12 UG@13 KE@14 SO@15 SC@18 SB@24 TV@25
BO@2 PY@3 ST@10 GQ@11 CG@12 RW@13 TZ@14 AU@22 VU@24 FJ@25
CL@2 UY@3 GA@11 CD@12 BI@13 KM@15 WS@24 TO@25
AR@2 AO@12 ZM@13 MW@14 MZ@15 MU@17
NA@12 BW@13 ZW@14 MG@16 NZ@23
ZA@13 LS@14 SZ@15
"""

_NAMES = """
AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AL Albania|AM Armenia|AO Angola|AR Argentina
AT Austria|AU Australia|AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso
BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BN Brunei|BO Bolivia|BR Brazil|BS Bahamas|BT Bhutan|BW Botswana|BY Belarus
BZ Belize|CA Canada|CD Democratic Republic of the Congo|CF Central African Republic|CG Republic of the Congo
CH Switzerland|CI Côte d'Ivoire|CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|CV Cape Verde
CY Cyprus|CZ Czechia|DE Germany|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador
EE Estonia|EG Egypt|ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FM Micronesia|FR France|GA Gabon
GB United Kingdom|GD Grenada|GE Georgia|GH Ghana|GM Gambia|GN Guinea|GQ Equatorial Guinea|GR Greece|GT Guatemala
GW Guinea-Bissau|GY Guyana|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IN India
IQ Iraq|IR Iran|IS Iceland|IT Italy|JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati
KM Comoros|KN Saint Kitts and Nevis|KP North Korea|KR South Korea|KW Kuwait|KZ Kazakhstan|LA Laos|LB Lebanon
LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya
MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar
MN Mongolia|MR Mauritania|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia
NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway|NP Nepal|NR Nauru|NZ New Zealand|OM Oman|PA Panama|PE Peru
PG Papua New Guinea|PH Philippines|PK Pakistan|PL Poland|PS Palestine|PT Portugal|PW Palau|PY Paraguay|QA Qatar
RO Romania|RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden
SG Singapore|SI Slovenia|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname|SS South Sudan
ST São Tomé and Príncipe|SV El Salvador|SY Syria|SZ Eswatini|TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TL Timor-Leste
TM Turkmenistan|TN Tunisia|TO Tonga|TR Türkiye|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine
UG Uganda|US United States|UY Uruguay|UZ Uzbekistan|VA Holy See|VC Saint Vincent and the Grenadines|VE Venezuela
VN Vietnam|VU Vanuatu|WS Samoa|XK Kosovo|YE Yemen|ZA South Africa|ZM Zambia|ZW Zimbabwe
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A country's place on the grid, from the upper left corner at (0, 0); `code` is its ISO 3166 code (XK: Kosovo)."""

    code: str
    name: str
    column: int
    row: int


def _tiles() -> tuple[Tile, ...]:
    names = dict(entry.split(" ", 1) for line in _NAMES.split("\n") for entry in line.split("|") if entry)
    found = []
    for row, line in enumerate(_GRID.strip().split("\n")):
        for place in line.split():
            code, column = place.split("@")
            found.append(Tile(code, names[code], int(column), row))
    return tuple(found)


TILES = _tiles()
COLUMNS = max(tile.column for tile in TILES) + 1
ROWS = max(tile.row for tile in TILES) + 1
