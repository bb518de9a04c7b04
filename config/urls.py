from django.contrib import admin
from django.urls import include, path

from channel.accounts.views import switch_language
from config import health

urlpatterns = [
    path("", include("analytics.urls")),
    path("", include("channel.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", switch_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
