"""The app's registration with Django."""

from django.apps import AppConfig


class StancesConfig(AppConfig):
    name = "stances"
    verbose_name = "Stances"

    def ready(self) -> None:
        from stances import checks  # noqa: F401  (registers the system checks)
