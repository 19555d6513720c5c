"""The full-text index of statements, filled from those that are there. See stances/search_index.py."""

from django.db import migrations

from stances import search_index


def make(apps, schema_editor):
    search_index.ensure(schema_editor.connection)


def take_away(apps, schema_editor):
    search_index.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("stances", "0002_explanation")]

    operations = [migrations.RunPython(make, take_away)]
