"""Where people correct and look after the data: Django's own admin.

Nothing in here writes a label, a speaker or a span by itself: that is `stances.review` and
`stances.merging`, which keep who, when and why. No page saves on GET.
"""

from django.contrib import admin

from stances.admin import actors, articles, labels, machine, people, statements, targets

__all__ = ["actors", "articles", "labels", "machine", "people", "statements", "targets"]

admin.site.site_header = "Diplomacy"
admin.site.site_title = "Diplomacy admin"
admin.site.index_title = "Corrections and data"
admin.site.site_url = None  # our own header links to the dashboard
