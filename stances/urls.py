"""Addresses of the app's pages, one line a page."""

from django.urls import path

from stances import feeds
from stances.views import actors, articles, health, methodology, overview, statements, targets, uploads, why

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("actors/", actors.actor_list, name="actors"),
    path("actors/<slug:slug>/", actors.actor, name="actor"),
    path("actors/<slug:slug>/data.<str:fmt>", actors.actor_data, name="actor_data"),
    path("targets/<slug:slug>/", targets.target, name="target"),
    path("statements/", statements.statement_list, name="statements"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("statements/<int:pk>/why/<slug:slug>/", why.why, name="why"),
    path("articles/", articles.article_list, name="articles"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("upload/", uploads.upload, name="upload"),
    path("uploads/", uploads.upload_list, name="uploads"),
    path("uploads/<uuid:pk>/", uploads.upload_detail, name="upload_detail"),
    path("uploads/<uuid:pk>/items/<int:item>/", uploads.upload_item, name="upload_item"),
    path("methodology/", methodology.methodology, name="methodology"),
    path("feeds/actors/<slug:slug>.atom", feeds.ActorFeed(), name="actor_feed"),
    path("feeds/targets/<slug:slug>.atom", feeds.TargetFeed(), name="target_feed"),
    path("feeds/statements.atom", feeds.SearchFeed(), name="statements_feed"),
    path("feeds/shifts.atom", feeds.ShiftsFeed(), name="shifts_feed"),
    path("healthz", health.healthz, name="healthz"),
]
