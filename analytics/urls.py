"""Addresses of screens that mix several apps. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from analytics.papers.views import papers
from analytics.start.views import first_channel, start, start_results

urlpatterns: list[URLPattern | URLResolver] = []

# papers
urlpatterns += [path("c/<slug:slug>/figures/<int:reading_id>/", papers, name="papers")]

# the first ten minutes
urlpatterns += [
    path("start/", first_channel, name="first_channel"),
    path("c/<slug:slug>/start/", start, name="start"),
    path("c/<slug:slug>/start/results/", start_results, name="start_results"),
]
