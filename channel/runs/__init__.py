"""Long jobs as rows. `work.enqueue(kind, channel=…)`; kinds are registered in `registry`."""
