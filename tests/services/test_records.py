"""Tables: each has its name for itself."""

import pytest

from simulator.services.ports import Table
from simulator.services.tables import MESSAGE


def test_a_table_is_found_by_its_name() -> None:
    """By whoever has to know of every kind of record that there is."""
    assert Table.all["message"] is MESSAGE
    assert {"world", "account", "handsets"} <= Table.all.keys()


def test_no_two_tables_have_one_name() -> None:
    """Else what is in them could not be told apart; the first one stays."""
    with pytest.raises(TypeError, match="two tables message"):
        Table("message", str)
    assert Table.all["message"] is MESSAGE
