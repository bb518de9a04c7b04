from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.demo.shop import make_demo
from channel.models import User


class Command(BaseCommand):
    help = "Make the demo shop (예시 자료) from simulated Manager Center files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="demo@dangol.example", help="who owns it")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email=options["email"]).first()
        if owner is None:
            raise CommandError(f"There is no user {options['email']}")
        for words in make_demo(owner):
            self.stdout.write(words)
