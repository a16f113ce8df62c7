"""Pieces of a computation on several threads."""

import threading

import pytest

from satisfaction.numerics.side_by_side import side_by_side


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_order_is_that_of_the_pieces(threads: int) -> None:
    assert list(side_by_side(lambda n: n * n, range(20), threads=threads)) == [
        n * n for n in range(20)
    ]


def test_pieces_run_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=10)
    # A barrier for two opens only if both pieces are at work together.
    assert len(list(side_by_side(lambda _: both.wait(), range(2), threads=2))) == 2


def test_no_more_pieces_are_made_than_there_are_threads() -> None:
    made, used = [], []

    def pieces():
        for number in range(9):
            made.append(number)
            yield number

    for found in side_by_side(lambda n: n, pieces(), threads=2):
        used.append(found)
        assert len(made) - len(used) <= 2


def test_an_error_of_a_piece_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(side_by_side(lambda n: 1 // n, [1, 0], threads=2))
