"""Another gateway: it keeps what is documented, and does all else as nobody would expect.

It shares nothing with the simulator and nothing with the suite. Wherever the documents are silent
it answers otherwise than carriersim does: other statuses, codes, ids, orders, words, delays, prices
and limits, and members of its own. A judge that accuses it has mistaken a habit for a rule.
"""

from tests.contract.other_gateway.serving import OtherGateway, Pace, serve

__all__ = ["OtherGateway", "Pace", "serve"]
