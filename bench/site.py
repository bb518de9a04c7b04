"""The product's own settings with one address more: the bare view to compare with."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare"
