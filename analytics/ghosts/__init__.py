"""How likely each friend stays silent: fitted at night, checked against what happened."""
