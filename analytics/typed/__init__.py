"""Counts read off Kakao's own screens (N1 to N3): where to read them, and what they change."""
