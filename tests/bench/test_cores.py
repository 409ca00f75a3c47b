"""Who gets which core."""

from simulator.bench.cores import choose_cores


def test_server_and_load_are_kept_apart() -> None:
    """On any two cores, whatever their numbers."""
    cores = choose_cores(frozenset({3, 6}))

    assert {cores.server, cores.load} == {3, 6}


def test_with_one_core_nothing_is_pinned_and_the_report_says_so() -> None:
    """Numbers from such a machine are to be read with that in mind."""
    for allowed in (frozenset[int](), frozenset({0})):
        cores = choose_cores(allowed)

        assert (cores.server, cores.load) == (None, None)
        assert "not pinned" in cores.remark
