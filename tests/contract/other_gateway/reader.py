"""Prints the code that was last sent to a number: `python reader.py URL KEY NUMBER`.

It is run by its path, and needs nothing else of this package.
"""

import json
import sys
from urllib.parse import quote
from urllib.request import Request, urlopen

URL, KEY, NUMBER = sys.argv[1:]
asked = Request(  # noqa: S310 - http
    f"{URL}/_sim/otp?to={quote(NUMBER, safe='')}", headers={"Authorization": f"Bearer {KEY}"}
)
with urlopen(asked) as answer:  # noqa: S310 - http
    print(json.load(answer)["code"])
