"""`python -m tests.contract.other_gateway` serves, and prints its URL and its keys."""

from threading import Event

from tests.contract.other_gateway.serving import serve

with serve() as gateway:
    print(gateway.url, gateway.key, gateway.second_key, gateway.poor_key, flush=True)
    Event().wait()
