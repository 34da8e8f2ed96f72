"""What Ctrl-C means to the programs that a test starts."""

import signal
from contextlib import contextmanager


@contextmanager
def handling(disposition):
    """They inherit it: to ignore Ctrl-C, as shells start what runs in the background, tests too; else Python's own."""
    before = signal.signal(signal.SIGINT, disposition)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
