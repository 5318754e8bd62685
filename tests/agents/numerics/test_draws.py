"""The generator has its published answers, and draws belong to nothing but their address."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from agents.numerics.draws import (
    as_normals,
    draw_uniforms,
    logarithm,
    normal,
    philox,
    stream,
    uniform,
)

# Random123, kat_vectors: philox4x32 with 10 rounds.
KNOWN = [
    ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF,) * 4,
        0xFFFFFFFFFFFFFFFF,
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        0x299F31D0A4093822,
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers(counter, key, answer):
    assert tuple(int(x) for x in philox(*counter, np.uint64(key))) == answer


def test_normals_are_the_quantiles_of_uniforms():
    u = np.concatenate([[1e-9, 2e-5, 0.5, 1 - 1e-9], np.linspace(0.001, 0.999, 999)])
    assert as_normals(u) == pytest.approx(ndtri(u), abs=1e-13)
    assert normal(0.5) == 0.0


def test_normals_together_have_the_bits_of_one_alone():
    u = draws(worlds=3, entities=100).ravel()[:1001]
    u[:4] = uniform(0), uniform(2**32 - 1), 0.075, 0.925
    np.testing.assert_array_equal(as_normals(u), [normal(x) for x in u])


def test_logarithms_are_right_to_an_ulp():
    x = np.geomspace(2.0**-33, 2.0, 5001)
    found = np.array([logarithm(value) for value in x])
    np.testing.assert_allclose(found, np.log(x), rtol=3e-16, atol=1e-18)


def draws(seed=1, worlds=20, quarter=3, name="firm", entities=500):
    return draw_uniforms(np.uint64(seed), np.arange(worlds), stream(name), quarter, entities)


def test_uniforms_are_uniform_and_normals_normal():
    u = draws(worlds=50, entities=1000).ravel()
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    counts = np.histogram(u, bins=256, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 1e-4
    z = as_normals(u)
    assert abs(z.mean()) < 4 / np.sqrt(z.size)
    assert abs(z.var() - 1) < 4 * np.sqrt(2 / z.size)
    assert stats.kstest(z, "norm").pvalue > 1e-4


@pytest.mark.parametrize("shift", ["seed", "worlds", "quarter", "entity", "lane", "name"])
def test_neighbouring_addresses_are_independent(shift):
    a = draws()
    if shift == "entity":
        x, y = a[:, :-1], a[:, 1:]
    elif shift == "lane":
        x, y = a[..., :-1], a[..., 1:]
    elif shift == "worlds":
        x, y = a[:-1], a[1:]
    else:
        other = {"seed": {"seed": 2}, "quarter": {"quarter": 4}, "name": {"name": "market"}}
        x, y = a, draws(**other[shift])
    x, y = x.ravel(), y.ravel()
    bound = 4.5 / np.sqrt(x.size)
    assert abs(np.corrcoef(x, y)[0, 1]) < bound
    assert abs(np.corrcoef((x - 0.5) ** 2, (y - 0.5) ** 2)[0, 1]) < bound
    # Serial test on pairs: 16 x 16 cells.
    cells = np.histogram2d(x, y, bins=16, range=((0, 1), (0, 1)))[0].ravel()
    assert stats.chisquare(cells).pvalue > 1e-4


def test_no_two_addresses_collide():
    a = np.concatenate([draws(quarter=q).ravel() for q in range(10)])
    # 32-bit words: about n**2 / 2**33 coincidences are expected, not more.
    repeats = a.size - np.unique(a).size
    assert repeats <= 5 + 3 * a.size**2 / 2**33


def test_a_draw_does_not_depend_on_what_is_drawn_with_it():
    few, many = draws(worlds=2, entities=3), draws(worlds=20, entities=500)
    assert np.array_equal(few, many[:2, :3])


def test_stream_names_are_told_apart():
    names = ["firm", "common", "incumbent", "candidate", "market", "pool", "holder", "firms"]
    assert len({stream(name) for name in names}) == len(names)


def test_uniforms_stay_inside_the_open_interval():
    assert 0.0 < uniform(0) < uniform(2**32 - 1) < 1.0
