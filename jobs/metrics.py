"""The metrics for Prometheus: only counts, never personal data."""

from prometheus_client import Counter, Gauge

SENT = Counter("jiuye_sent_total", "Messages that Telegram accepted")
FAILED = Counter("jiuye_send_failed_total", "Sends that did not certainly arrive, by named kind", ["kind"])
QUEUED = Gauge("jiuye_queued", "Deliveries waiting to be sent")
UNCERTAIN = Gauge("jiuye_uncertain", "Deliveries that may or may not have arrived")
OLDEST_UPDATE = Gauge("jiuye_oldest_update_seconds", "Age of the oldest update not yet worked off")
TICK_FAILED = Counter("jiuye_tick_failed_total", "Ticks of the clock that raised, by job", ["job"])
