"""The app's registration with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StancesConfig(AppConfig):
    name = "stances"
    verbose_name = "Stances"

    def ready(self) -> None:
        from stances import checks, roles, search_index  # noqa: F401  (registers the system checks)

        post_migrate.connect(roles.ensure_groups, sender=self, dispatch_uid="stances.roles")
        post_migrate.connect(search_index.ensure_after_migrate, sender=self, dispatch_uid="stances.search_index")
