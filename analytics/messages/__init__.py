"""The list of messages, one message, and several side by side."""
