import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def all_in_force(apps, schema_editor):
    apps.get_model("stances", "Run").objects.using(schema_editor.connection.alias).update(in_force_since=F("started"))


def no_trials(apps, schema_editor):
    """Without the field, their verdicts would count."""
    using = schema_editor.connection.alias
    apps.get_model("stances", "Verdict").objects.using(using).filter(run__in_force_since__isnull=True).delete()
    apps.get_model("stances", "Run").objects.using(using).filter(in_force_since__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("stances", "0004_event_kind")]

    operations = [
        migrations.AddField(
            "run",
            "in_force_since",
            models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, null=True),
        ),
        migrations.AddField("run", "reported", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.RunPython(all_in_force, no_trials),
    ]
