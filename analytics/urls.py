"""Addresses of screens that mix several apps. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from analytics.dashboard.views import dashboard
from analytics.papers.views import papers
from analytics.start.views import first_channel, start, start_results
from analytics.typed.views import typed, typed_delete, typed_edit

urlpatterns: list[URLPattern | URLResolver] = []

# home
urlpatterns += [path("c/<slug:slug>/", dashboard, name="dashboard")]

# papers
urlpatterns += [path("c/<slug:slug>/figures/<int:reading_id>/", papers, name="papers")]

# the first ten minutes
urlpatterns += [
    path("start/", first_channel, name="first_channel"),
    path("c/<slug:slug>/start/", start, name="start"),
    path("c/<slug:slug>/start/results/", start_results, name="start_results"),
]

# counts read off Kakao's own screens
urlpatterns += [
    path("c/<slug:slug>/typed/", typed, name="typed"),
    path("c/<slug:slug>/typed/<int:typed_id>/", typed_edit, name="typed_edit"),
    path("c/<slug:slug>/typed/<int:typed_id>/delete/", typed_delete, name="typed_delete"),
]

# home
urlpatterns += [path("c/<slug:slug>/", dashboard, name="dashboard")]
