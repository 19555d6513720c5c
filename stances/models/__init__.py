"""What is kept. Each model's named queries stand in a QuerySet above it."""

from stances.models.actors import Actor, ActorAlias, Role
from stances.models.articles import Article, Outlet
from stances.models.events import Event
from stances.models.explanations import Explanation
from stances.models.statements import Statement
from stances.models.targets import Target, TargetAlias
from stances.models.uploads import Upload, UploadItem
from stances.models.verdicts import Correction, Position, Run, Verdict

__all__ = [
    "Actor",
    "ActorAlias",
    "Article",
    "Correction",
    "Event",
    "Explanation",
    "Outlet",
    "Position",
    "Role",
    "Run",
    "Statement",
    "Target",
    "TargetAlias",
    "Upload",
    "UploadItem",
    "Verdict",
]
