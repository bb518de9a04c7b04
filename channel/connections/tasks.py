from celery import shared_task

from channel.connections import drain, quiet, relay


@shared_task(name="channel.drain_deliveries")
def drain_deliveries() -> int:
    """Turn deliveries into events. Safe twice: each is locked by one worker and marked in the
    transaction that recorded it."""
    return drain.process_deliveries()


@shared_task(name="channel.sweep_deliveries")
def sweep_deliveries() -> None:
    """Beat's tick, every 10 s: wakes workers for what Redis may have forgotten."""
    if drain.waiting().exists():
        drain_deliveries.delay()
    if relay.due().exists():
        relay_deliveries.delay()


@shared_task(name="channel.relay_deliveries")
def relay_deliveries() -> int:
    """Pass deliveries on. Safe twice: a delivery is claimed before it is sent, and the receiver
    knows it by Kakao's own id."""
    return relay.pass_on()


@shared_task(name="channel.check_quiet_webhooks")
def check_quiet_webhooks() -> None:
    """Beat's tick, once a day: says where notifications stopped. The same alert is raised once."""
    quiet.check_all()
