"""The first ten minutes: a channel, nine numbers, five statements."""
