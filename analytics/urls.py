"""Addresses of screens that mix several apps. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from analytics.dashboard.views import dashboard

urlpatterns: list[URLPattern | URLResolver] = []

# home
urlpatterns += [path("c/<slug:slug>/", dashboard, name="dashboard")]
