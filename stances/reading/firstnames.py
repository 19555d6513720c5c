"""Which gender a first name tells. Folded; only names whose bearers are nearly all of one."""

from __future__ import annotations

from stances.reading.names import fold

_MALE = """
abdullah adam ahmed ahmet alan albert alejandro aleksandar aleksandr aleksei alex alexander alexandr alexei alexey ali
anatoly anders andrei andrew andrey andrii andriy andrzej anthony antonio antony anton antti arkady arvo ben
benjamin bernard bernie bill boris borys brian bruno carl carlos charles chris christian christoph christopher chuck
claude dan daniel david denis denys dietmar dimitri dirk dmitri dmitriy dmitry dmytro don donald donatas edgars eduard
edward egils emil emmanuel enrique eric erik ernest evgeny fahrettin federico felix fernando francis francois frank
frans fumio gabriel gabrielius gary gavin geoffrey george gerard gerhard gianni giorgi giorgia's giuseppe gitanas
gordon grant greg gregory guido guillermo gunnar gustav hakan hans harry hasan heiko henri henry hulusi hussein ibrahim
igor ihor ilham ilya imran ivan ivo jack jacob jaime jakub james jan janez janis jared jarek jaroslav jason javier jean
jeff jens jeremy jerome jim jimmy joachim joe joel johan johannes john jon jonas jonathan jorge jose josef josep joseph
josh juan julian justin jyri karel karl karol keir ken kenneth kevin khalid kirill klaus konstantin krisjanis kyrylo
lars larry laurent leo leon leonid lloyd lorenzo louis luc luis lukas luigi lula maciej magnus marc marcin marco marcus
marek mario mariusz mark markus martin mateusz matteo matthew matti maxim mehmet mevlut mhd michael michal miguel mihai
mike mikhail mikheil mikhailo mikk miloš miroslav mitch mohamed mohammad mohammed muhammad mustafa mykhailo mykola narendra
nathan ned nicolas nicolae nikol nikolai nikolas nikolay nils norbert nuri olaf oleg oleh oleksandr oleksii oleksiy olivier
olli omer orest oscar otto pablo pascal patrick patrushev paul paulo pavel pavlo pedro pekka per peter petr petro petteri
philip philippe pierre piotr pjotr radek radoslaw rafael ralf recep reinhard rene rex ricardo richard rick rishi robert
roger roland roman ron ronald ruben ruslan rustem salvatore sam samuel sauli scott sean sebastian serge sergei sergey
serhii serhiy sergiy shavkat simon stanislav stefan stephen steve steven sven taras ted thierry thomas tim timothy timo
tobias todd tom tomas tomasz tony trygve tucker ulf urmas vadim vadym valdis valentin valery valerii vasily vasyl viktor
victor vincent vitali vitaliy vitaly vlad vladimir vladislav volodymyr vsevolod vyacheslav walter werner wladimir
william wolfgang wopke xavier xi yair yaroslav yehor yevgeny yuri yuriy yury zbigniew zurab zelimkhan arturs edgar
rein tarmo aivar kaupo toomas raimo jussi mika heikki eero bjorn knut odd espen leif torbjorn haakon tore nordin
ferenc gyorgy istvan janos laszlo peeter bence gergely attila zoltan tibor
"""
_FEMALE = """
agnieszka ai aino alena alexandra alice alina alla amanda amy ana anastasia andrea angela angelina anita ann anna anne
annalena anniken annika antje antonia ase baiba barbara beata birgitta brigitte camilla carla carmen carol caroline
catherine cathy cecilia charlotte christina christine claudia condoleezza cristina daria diana dorothea dubravka ebba
ekaterina elena elina elisabeth elise elizabeth ella elvira emilia emily emma erika esther eva evelyn evika florence
gabriela georgia gerda gina giorgia gisele gudrun hanna hannah heather helen helena helle hillary hina ina ine inga
ingrida ingrid irena irene irina iryna isabel isabelle ivanna iveta jacinda jana jane janet janice jean's jeanine
jennifer jessica joanna josephine julia julie kaja kamala karen karin karine karoline kate katerina katherine kathleen
katrin katarina katharina kersti kimberly kira kristalina kristina lana larisa laura lena lesia lila linda lisa liudmila
liz lora louise lucia lyudmila madeleine maia maja mairead magda magdalena maka margaret margarita margrethe maria mariana
marianne marie marina marine marta martina mary maryna melanie melinda mette micheline michelle miriam monica monika
nadezhda nadia nancy natalia nataliya natalya nicola nina nikki noura oksana olena olesya olga olha penny petra polina
pramila priti rachel raisa rebecca riikka roberta rosa roxana ruta ruth salome samantha sandra sanna sara sarah sevgi
simona sirpa sofia sonia sophie stella stephanie susan svetlana svitlana sviatlana sylvie tamara tatiana tatyana tetiana
theresa tina tulia tytti ulla ursula valentina valerie vera veronika victoria viktoria viola viktoriia wendy yana yaroslava
yevheniya yulia yuliia yuliya zanna zuzana maarja kadri liisa piret marju helve aleksandra
"""

GENDERS: dict[str, str] = {
    **{fold(name): "m" for name in _MALE.split()},
    **{fold(name): "f" for name in _FEMALE.split()},
}


def gender_of(given: str) -> str:
    """ "m", "f", or "" where the folded given names do not tell."""
    for name in given.split():
        if name in GENDERS:
            return GENDERS[name]
    return ""
