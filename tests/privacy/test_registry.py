"""No model may name a person without saying how that is handed over and forgotten."""

import pytest
from django.apps import apps

from channel.models import Friend
from channel.privacy.registry import registered

NAMES = {"friend_id", "customer_id", "participant_id", "kept_id", "dropped_id"}


def test_every_model_that_names_a_person_is_registered() -> None:
    naming = {
        model
        for model in apps.get_models()
        if NAMES & {field.attname for field in model._meta.concrete_fields}
    }
    assert naming | {Friend} <= {one.model for one in registered()}


@pytest.mark.parametrize("one", registered(), ids=lambda one: one.model.__name__)
def test_its_owner_field_is_there(one) -> None:  # type: ignore[no-untyped-def]
    fields = {field.attname for field in one.model._meta.concrete_fields}
    assert not one.owner_field or one.owner_field in fields
    assert not NAMES & fields or one.owner_field in NAMES
