"""Addresses of the ground floor. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

# imports
urlpatterns += [path("", include("channel.imports.urls"))]
