from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from channel.accounts.language import choose_language
from config import gallery, health

urlpatterns = [
    path("", include("analytics.urls")),
    path("", include("channel.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", choose_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

if settings.DEBUG:
    urlpatterns.append(path("_gallery/", gallery.gallery, name="gallery"))
