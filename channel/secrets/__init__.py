"""Secrets at rest: encrypted with rotatable keys, never logged, never shown again."""
