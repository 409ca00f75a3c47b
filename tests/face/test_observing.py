"""What is taken down of each call."""

import pytest

from simulator.face.observing import without_secrets


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/?action=sms.message.send", "/?action=sms.message.send"),
        ("/?accessKeyId=demo&x=1", "/?accessKeyId=***&x=1"),
        ("/?nonce=1&signature=abc=&timestamp=2", "/?nonce=***&signature=***&timestamp=2"),
        ("/p?API_KEY=a&Access-Token=b", "/p?API_KEY=***&Access-Token=***"),
        ("/p?%61uthorization=a&client_secret=b", "/p?%61uthorization=***&client_secret=***"),
        ("/p?passwd=a?b&password=", "/p?passwd=***&password=***"),
        ("/p?key", "/p?key"),
        ("/p?", "/p?"),
        ("/p?&&=&a", "/p?&&=&a"),
        ("/key=secret?limit=3&cursor=abc", "/key=secret?limit=3&cursor=abc"),
    ],
)
def test_secrets_in_a_query_are_hidden(target: str, shown: str) -> None:
    """By the names of their parameters, however these are written; the rest stays as it was."""
    assert without_secrets(target) == shown
