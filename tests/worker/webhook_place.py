"""Prepares the house of the webhook's kill test: tables, a channel, a connected webhook."""

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from tests import make
    from tests.webhook.arrange import connected

    call_command("migrate", verbosity=0)
    people = make.people()
    connected(people.channel, people.owner)


if __name__ == "__main__":
    main()
