"""`python -m tests.contract.other_gateway` serves; with `code URL NUMBER` it reads a passcode."""

import argparse
import sys
from threading import Event
from urllib.parse import quote
from urllib.request import urlopen

from tests.contract.other_gateway.serving import serve


def main() -> None:
    """Do either."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.other_gateway")
    parser.add_argument("words", nargs="*", metavar="code URL NUMBER")
    match parser.parse_args().words:
        case ["code", url, number]:
            with urlopen(f"{url}/doors/code?to={quote(number)}") as answer:  # noqa: S310 - http
                print(answer.read().decode())
        case []:
            with serve() as gateway:
                print(gateway.url, gateway.key, gateway.second_key, gateway.poor_key, flush=True)
                Event().wait()
        case _:
            parser.print_usage(sys.stderr)
            sys.exit(2)


if __name__ == "__main__":
    main()
