"""The papers of a figure: where it comes from, how it was made, what it does not say."""
