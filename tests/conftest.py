"""What every test needs and no test is about."""

from django.conf import settings

# Pages name their files without the manifest that only a collected folder has.
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
