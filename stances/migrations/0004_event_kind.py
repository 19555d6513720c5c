from django.db import migrations, models

KINDS = [
    ("war", "War"),
    ("summit", "Summit"),
    ("accession", "Accession"),
    ("vote", "Vote"),
    ("talks", "Talks"),
    ("agreement", "Agreement"),
    ("office", "Office"),
    ("court", "Court"),
    ("other", "Other"),
]


class Migration(migrations.Migration):
    dependencies = [("stances", "0003_search")]

    operations = [
        migrations.AddField(
            "event", "kind", models.CharField(choices=KINDS, db_index=True, default="other", max_length=24)
        ),
        migrations.AddField(
            "event",
            "targets",
            models.ManyToManyField(
                blank=True,
                help_text="The targets it bears on; none for all of them.",
                related_name="events",
                to="stances.target",
            ),
        ),
        migrations.AddConstraint(
            "event",
            models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in KINDS])), name="event_kind_is_a_known_word"
            ),
        ),
    ]
