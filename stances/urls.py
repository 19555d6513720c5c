"""Addresses of the app's pages, one line a page."""

from django.urls import path

from stances import feeds
from stances.views import (
    actors,
    articles,
    compare,
    embeds,
    events,
    health,
    methodology,
    overview,
    statements,
    targets,
    uploads,
    why,
)

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("actors/", actors.actor_list, name="actors"),
    path("actors/<slug:slug>/", actors.actor, name="actor"),
    path("actors/<slug:slug>/data.<str:fmt>", actors.actor_data, name="actor_data"),
    path("events/", events.event_list, name="events"),
    path("events/data.<str:fmt>", events.event_data, name="event_data"),
    path("compare/", compare.compare, name="compare"),
    path("compare/data.<str:fmt>", compare.compare_data, name="compare_data"),
    path("targets/<slug:slug>/", targets.target, name="target"),
    path("targets/<slug:slug>/data.<str:fmt>", targets.target_data, name="target_data"),
    path("targets/<slug:slug>/<str:kind>.svg", targets.target_drawing, name="target_drawing"),
    path("embed/actors/<slug:slug>/", embeds.embed_actor, name="embed_actor"),
    path("embed/compare/", embeds.embed_compare, name="embed_compare"),
    path("embed/targets/<slug:slug>/", embeds.embed_target, name="embed_target"),
    path("embed/targets/<slug:slug>/heatmap/", embeds.embed_heatmap, name="embed_heatmap"),
    path("embed/targets/<slug:slug>/map/", embeds.embed_map, name="embed_map"),
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
