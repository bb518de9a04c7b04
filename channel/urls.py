"""Addresses of the ground floor. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
