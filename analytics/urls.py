"""Addresses of screens that mix several apps. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from analytics.papers.views import papers

urlpatterns: list[URLPattern | URLResolver] = []

# papers
urlpatterns += [path("c/<slug:slug>/figures/<int:reading_id>/", papers, name="papers")]
