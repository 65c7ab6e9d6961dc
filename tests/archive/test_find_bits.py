"""Sets of documents as integers equal Python's own sets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.search import bits

SETS = st.frozensets(st.integers(0, 300))


@given(SETS, SETS)
def test_sets_behave_like_sets(one, other):
    a, b = bits.of_ids(one, 301), bits.of_ids(other, 301)
    assert bits.ids_of(a) == sorted(one)
    assert bits.ids_of(a & b) == sorted(one & other)
    assert bits.ids_of(a | b) == sorted(one | other)
    assert bits.ids_of(a & ~b) == sorted(one - other)
    assert a.bit_count() == len(one)
    assert bits.of_flags(bits.flags_of(a, 301)) == a
    assert [n for n, flag in enumerate(bits.flags_of(a, 301)) if flag] == sorted(one)


@given(st.lists(st.one_of(st.none(), st.integers(0, 400)), max_size=60))
def test_groups_hold_the_places_of_their_value(values):
    groups = bits.grouped(values, without=[None])
    assert set(groups) == set(values) - {None}
    for value, group in groups.items():
        assert bits.ids_of(group) == [n for n, other in enumerate(values) if other == value]


def test_a_column_of_many_values_is_grouped_too():
    values = [n % 700 for n in range(2100)]
    groups = bits.grouped(values)
    assert len(groups) == 700
    assert all(bits.ids_of(group) == [value, value + 700, value + 1400] for value, group in groups.items())


def test_nothing_is_a_set_too():
    assert bits.of_flags(b"") == bits.of_ids([], 0) == bits.NONE
    assert bits.ids_of(bits.NONE) == []
    assert bits.grouped([]) == {}
    assert bits.flags_of(bits.NONE, 3) == bytes(3)
