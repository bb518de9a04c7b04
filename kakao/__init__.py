"""Kakao's wire formats and clients, and a simulator of Kakao; no Django, no database."""
