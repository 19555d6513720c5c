"""Which gender a first name tells. Folded; only names whose bearers are nearly all of one."""

from __future__ import annotations

from stances.reading.names import fold

_MALE = """
abdullah adam ahmed ahmet aivar alan albert alejandro aleksandar aleksandr aleksei alex alexander alexandr alexei
alexey ali anatoly anders andrei andrew andrey andrii andriy andrzej anthony anton antonio antony antti arkady
arturs arvo attila ben bence benjamin bernard bernie bill bjorn boris borys brian bruno carl carlos charles chris
christian christoph christopher chuck claude dan daniel david denis denys dietmar dimitri dirk dmitri dmitriy dmitry
dmytro don donald donatas edgar edgars eduard edward eero egils emil emmanuel enrique eric erik ernest espen evgeny
fahrettin federico felix ferenc fernando francis francois frank frans fumio gabriel gabrielius gary gavin geoffrey
george gerard gergely gerhard gianni giorgi gitanas giuseppe gordon grant greg gregory guido guillermo gunnar gustav
gyorgy haakon hakan hans harry hasan heikki heiko henri henry hulusi hussein ibrahim igor ihor ilham ilya imran
istvan ivan ivo jack jacob jaime jakub james jan janez janis janos jared jarek jaroslav jason javier jean jeff jens
jeremy jerome jim jimmy joachim joe joel johan johannes john jon jonas jonathan jorge jose josef josep joseph josh
juan julian jussi justin jyri karel karl karol kaupo keir ken kenneth kevin khalid kirill klaus knut konstantin
krisjanis kyrylo larry lars laszlo laurent leif leo leon leonid lloyd lorenzo louis luc luigi luis lukas lula maciej
magnus marc marcin marco marcus marek mario mariusz mark markus martin mateusz matteo matthew matti maxim mehmet
mevlut michael michal miguel mihai mika mike mikhail mikhailo mikheil mikk miloš miroslav mitch mohamed mohammad
mohammed muhammad mustafa mykhailo mykola narendra nathan ned nicolae nicolas nikol nikolai nikolas nikolay nils
norbert nordin nuri odd olaf oleg oleh oleksandr oleksii oleksiy olivier olli omer orest oscar otto pablo pascal
patrick paul paulo pavel pavlo pedro peeter pekka per peter petr petro petteri philip philippe pierre piotr pjotr
radek radoslaw rafael raimo ralf recep rein reinhard rene rex ricardo richard rick rishi robert roger roland roman
ron ronald ruben ruslan rustem salvatore sam samuel sauli scott sean sebastian serge sergei sergey sergiy serhii
serhiy shavkat simon stanislav stefan stephen steve steven sven taras tarmo ted thierry thomas tibor tim timo
timothy tobias todd tom tomas tomasz tony toomas torbjorn tore trygve tucker ulf urmas vadim vadym valdis valentin
valerii valery vasily vasyl victor viktor vincent vitali vitaliy vitaly vlad vladimir vladislav volodymyr vsevolod
vyacheslav walter werner william wladimir wolfgang wopke xavier xi yair yaroslav yehor yevgeny yuri yuriy yury
zbigniew zelimkhan zoltan zurab
"""
_FEMALE = """
agnieszka ai aino aleksandra alena alexandra alice alina alla amanda amy ana anastasia andrea angela angelina anita
ann anna annalena anne annika anniken antje antonia ase baiba barbara beata birgitta brigitte camilla carla carmen
carol caroline catherine cathy cecilia charlotte christina christine claudia condoleezza cristina daria diana
dorothea dubravka ebba ekaterina elena elina elisabeth elise elizabeth ella elvira emilia emily emma erika esther
eva evelyn evika florence gabriela georgia gerda gina giorgia gisele gudrun hanna hannah heather helen helena helle
helve hillary hina ina ine inga ingrid ingrida irena irene irina iryna isabel isabelle ivanna iveta jacinda jana
jane janet janice jeanine jennifer jessica joanna josephine julia julie kadri kaja kamala karen karin karine
karoline katarina kate katerina katharina katherine kathleen katrin kersti kimberly kira kristalina kristina lana
larisa laura lena lesia liisa lila linda lisa liudmila liz lora louise lucia lyudmila maarja madeleine magda
magdalena maia mairead maja maka margaret margarita margrethe maria mariana marianne marie marina marine marju marta
martina mary maryna melanie melinda mette micheline michelle miriam monica monika nadezhda nadia nancy natalia
nataliya natalya nicola nikki nina noura oksana olena olesya olga olha penny petra piret polina pramila priti rachel
raisa rebecca riikka roberta rosa roxana ruta ruth salome samantha sandra sanna sara sarah sevgi simona sirpa sofia
sonia sophie stella stephanie susan svetlana sviatlana svitlana sylvie tamara tatiana tatyana tetiana theresa tina
tulia tytti ulla ursula valentina valerie vera veronika victoria viktoria viktoriia viola wendy yana yaroslava
yevheniya yulia yuliia yuliya zanna zuzana
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
