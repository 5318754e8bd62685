"""Common random numbers: a draw belongs to (seed, world, stream, entity, quarter), to nothing else.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3")
is a function from a counter and a key to four 32-bit words. Nothing is stored between draws, so
neither the batch, nor the number of workers, nor the order of events can change one.
"""

from __future__ import annotations

import zlib

import numpy as np

from agents.numerics.compile import inlined, kernel
from incentives.arrays import Floats, Ints, Words

_Ratio = tuple[tuple[float, float], ...]  # coefficients of a numerator and a denominator

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_UNIT = 2.0**-32

WORLD_ENTITY = 0xFFFFFFFF
"""Entity of a draw that belongs to a world as a whole."""


def stream(name: str) -> int:
    """The 32-bit number of a named stream."""
    return zlib.crc32(name.encode())


@inlined
def philox(
    entity: int, quarter: int, stream_id: int, world: int, seed: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Four 32-bit words (as unsigned 64-bit integers) for one address."""
    c0 = np.uint64(entity) & _LOW
    c1 = np.uint64(quarter) & _LOW
    c2 = np.uint64(stream_id) & _LOW
    c3 = np.uint64(world) & _LOW
    k0 = np.uint64(seed) & _LOW
    k1 = np.uint64(seed) >> _HALF
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (
            (p1 >> _HALF) ^ c1 ^ k0,
            p1 & _LOW,
            (p0 >> _HALF) ^ c3 ^ k1,
            p0 & _LOW,
        )
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@inlined
def uniform(word: np.uint64) -> float:
    """A word as a uniform on the open interval (0, 1), at the middle of its 2**-32 cell."""
    return (np.float64(word) + 0.5) * _UNIT


# Algorithm AS 241, PPND16 (Wichura 1988): coefficients of numerators and denominators, highest
# power first, for the centre and the tail. No word is in the far tail, below 1.4e-11.
_CENTRE = (
    (2509.0809287301226727, 5226.495278852545925),
    (33430.575583588128105, 28729.085735721942674),
    (67265.770927008700853, 39307.89580009271061),
    (45921.953931549871457, 21213.794301586595867),
    (13731.693765509461125, 5394.1960214247511077),
    (1971.5909503065514427, 687.1870074920579083),
    (133.14166789178437745, 42.313330701600911252),
    (3.387132872796366608, 1.0),
)
_TAIL = (
    (7.7454501427834140764e-4, 1.05075007164441684324e-9),
    (0.0227238449892691845833, 5.475938084995344946e-4),
    (0.24178072517745061177, 0.0151986665636164571966),
    (1.27045825245236838258, 0.14810397642748007459),
    (3.64784832476320460504, 0.68976733498510000455),
    (5.7694972214606914055, 1.6763848301838038494),
    (4.6303378461565452959, 2.05319162663775882187),
    (1.42343711074968357734, 1.0),
)
_HALFWIDTH = 0.425  # of the centre
_BLOCK = 256  # numbers that are turned into normals together

# Logarithm as in fdlibm's e_log.c (Sun Microsystems 1993): an argument is 2**k times a mantissa
# from 0.7071 to 1.4142.
_MANTISSA = np.int64(0x000FFFFFFFFFFFFF)
_LOWEST = np.int64(0x3FE6A09E00000000)  # the least mantissa
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LOG = (
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
)


@inlined
def _ratio(table: _Ratio, r: float) -> float:
    top = table[0][0]
    bottom = table[0][1]
    for i in range(1, 8):
        top = top * r + table[i][0]
        bottom = bottom * r + table[i][1]
    return top / bottom


@inlined
def logarithm(x: float) -> float:
    """Natural logarithm of a normal number, to an ulp, in operations that vectorise."""
    bits = np.float64(x).view(np.int64) - _LOWEST
    mantissa = np.int64((bits & _MANTISSA) + _LOWEST).view(np.float64)
    k = np.float64(bits >> 52)
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    series = _LOG[0]
    for i in range(1, 7):
        series = _LOG[i] + z * series
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + z * series) + k * _LN2_LOW)) - f)


@inlined
def _is_tail(u: float) -> bool:
    return abs(u - 0.5) > _HALFWIDTH


@inlined
def _central_quantile(u: float) -> float:
    q = u - 0.5
    return q * _ratio(_CENTRE, 0.180625 - q * q)


@inlined
def _tail_quantile(u: float) -> float:
    x = _ratio(_TAIL, np.sqrt(-logarithm(min(u, 1.0 - u))) - 1.6)
    return -x if u < 0.5 else x


@kernel
def normal(u: float) -> float:
    """Standard normal quantile of a :func:`uniform`, to 1e-15 relative (AS 241)."""
    return _tail_quantile(u) if _is_tail(u) else _central_quantile(u)


@kernel
def to_normals(x: Floats) -> None:
    """Turn uniforms ``x`` into normals, in place: :func:`normal` in loops that vectorise."""
    place = np.empty(_BLOCK, dtype=np.int64)
    tail = np.full(_BLOCK, 0.01)
    for first in range(0, x.shape[0], _BLOCK):
        block = x[first : first + _BLOCK]
        count = 0
        for i in range(block.shape[0]):
            place[np.uintp(count)] = i
            count += 1 if _is_tail(block[i]) else 0
        for i in range(count):
            tail[i] = block[np.uintp(place[i])]
        for i in range(block.shape[0]):
            block[i] = _central_quantile(block[i])
        for i in range((count + 7) // 8 * 8):  # whole vectors; the rest is not looked at
            tail[i] = _tail_quantile(tail[i])
        for i in range(count):
            block[np.uintp(place[i])] = tail[i]


@kernel
def fill_uniforms(
    seeds: Words,
    worlds: Ints,
    stream_id: int,
    quarter: int,
    entities: int,
    out0: Floats,
    out1: Floats,
    out2: Floats,
    out3: Floats,
) -> None:
    """The four lanes of a stream, (worlds * entities,) each, worlds one after another."""
    for w in range(worlds.shape[0]):
        some = slice(w * entities, (w + 1) * entities)
        lane0, lane1, lane2, lane3 = out0[some], out1[some], out2[some], out3[some]
        for e in range(entities):
            x0, x1, x2, x3 = philox(e, quarter, stream_id, worlds[w], seeds[w])
            lane0[e] = uniform(x0)
            lane1[e] = uniform(x1)
            lane2[e] = uniform(x2)
            lane3[e] = uniform(x3)


@kernel
def fill_rows(
    seed: np.uint64,
    worlds: Ints,
    stream_id: int,
    quarter: int,
    entities: int,
    rows: Ints,
    out: Floats,
) -> None:
    """The four lanes of a stream, (4, rows), for some rows ``w * entities + e``."""
    address = np.empty((2, rows.shape[0]), dtype=np.uint64)
    entity, world = address[0], address[1]
    for i in range(rows.shape[0]):
        w = rows[i] // entities
        entity[i] = rows[i] - w * entities
        world[i] = worlds[w]
    lane0, lane1, lane2, lane3 = out[0], out[1], out[2], out[3]
    for i in range(rows.shape[0]):
        x0, x1, x2, x3 = philox(entity[i], quarter, stream_id, world[i], seed)
        lane0[i] = uniform(x0)
        lane1[i] = uniform(x1)
        lane2[i] = uniform(x2)
        lane3[i] = uniform(x3)


@kernel
def fill_slots(
    seed: np.uint64,
    worlds: Ints,
    stream_ids: Ints,
    quarter: int,
    entities: int,
    rows: Ints,
    slots: int,
    first: Floats,
    others: Floats,
) -> None:
    """Uniforms for some places of some entities.

    Entity ``e`` of a world has ``slots`` places; place ``c`` of row ``w * entities + e`` has the
    address ``e * slots + c``. The places of one row stand after those of another.

    Args:
        first: (4, rows * places); the four lanes of the first stream.
        others: (streams - 1, rows * places); the first lane of the other streams.
    """
    n = first.shape[1]
    places = n // max(rows.shape[0], 1)
    address = np.empty((2, n), dtype=np.uint64)
    entity, world = address[0], address[1]
    for v in range(rows.shape[0]):
        w = rows[v] // entities
        for c in range(places):
            entity[v * places + c] = (rows[v] - w * entities) * slots + c
            world[v * places + c] = worlds[w]
    lane0, lane1, lane2, lane3 = first[0], first[1], first[2], first[3]
    for i in range(n):
        x0, x1, x2, x3 = philox(entity[i], quarter, stream_ids[0], world[i], seed)
        lane0[i] = uniform(x0)
        lane1[i] = uniform(x1)
        lane2[i] = uniform(x2)
        lane3[i] = uniform(x3)
    for s in range(others.shape[0]):
        lane0 = others[s]
        for i in range(n):
            x0, _, _, _ = philox(entity[i], quarter, stream_ids[s + 1], world[i], seed)
            lane0[i] = uniform(x0)


@kernel
def draw_uniforms(
    seed: np.uint64, worlds: Ints, stream_id: int, quarter: int, entities: int
) -> Floats:
    """Uniforms of shape (worlds, entities, 4): every lane of a stream in one quarter."""
    out = np.empty((worlds.shape[0], entities, 4))
    for w in range(worlds.shape[0]):
        for e in range(entities):
            x0, x1, x2, x3 = philox(e, quarter, stream_id, worlds[w], seed)
            out[w, e, 0] = uniform(x0)
            out[w, e, 1] = uniform(x1)
            out[w, e, 2] = uniform(x2)
            out[w, e, 3] = uniform(x3)
    return out


@kernel
def as_normals(uniforms: Floats) -> Floats:
    """Standard normals from uniforms, of the same shape."""
    out = uniforms.flatten()
    to_normals(out)
    return out.reshape(uniforms.shape)
