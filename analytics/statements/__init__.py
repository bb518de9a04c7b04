"""The exact statements S1 to S8, N1 to N3 and every message's own figures, as stored readings."""
