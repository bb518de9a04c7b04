"""Addresses of screens that mix several apps. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
