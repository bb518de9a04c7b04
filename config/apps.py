from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks, logs  # noqa: F401  registers the checks

        logs.configure()
