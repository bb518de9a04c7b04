from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.demo.crowd import make_crowd_demo
from analytics.demo.shop import make_demo
from channel.models import User


class Command(BaseCommand):
    help = "Make the demo (예시 자료): the shop from files, or the channel with people at a running server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="demo@dangol.example", help="who owns it")
        parser.add_argument("--people", metavar="URL", help="the server's address: make the second")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email=options["email"]).first()
        if owner is None:
            raise CommandError(f"There is no user {options['email']}")
        steps = make_crowd_demo(owner, options["people"]) if options["people"] else make_demo(owner)
        for words in steps:
            self.stdout.write(words)
            self.stdout.flush()
