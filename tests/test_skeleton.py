import pytest
from django.test import Client


@pytest.mark.django_db
def test_readyz_says_ready_on_a_migrated_database(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": True, "migrations": 0}
