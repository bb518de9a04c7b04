"""Two invented channels to look around in: one known by totals only, one with its people.

Each is made once, by the same ways as anybody's. On a later day its figures would look abandoned,
so an untouched one is made anew.
"""
