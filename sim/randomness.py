"""Common random numbers: a draw belongs to (seed, world, stream, entity, quarter), to nothing else.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3")
is a function from a counter and a key to four 32-bit words. Nothing is stored between draws, so
neither the batch, nor the number of workers, nor the order of events can change one.
"""

from __future__ import annotations

import zlib

import numpy as np

from agents.kernel import inlined, kernel

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
def philox(entity, quarter, stream_id, world, seed):  # type: ignore[no-untyped-def]
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
def uniform(word):  # type: ignore[no-untyped-def]
    """A word as a uniform on the open interval (0, 1), at the middle of its 2**-32 cell."""
    return (np.float64(word) + 0.5) * _UNIT


# Algorithm AS 241, PPND16 (Wichura 1988): coefficients of numerators and denominators, highest
# power first, for the centre, the tail and the far tail.
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
_FAR = (
    (2.01033439929228813265e-7, 2.04426310338993978564e-15),
    (2.71155556874348757815e-5, 1.4215117583164458887e-7),
    (0.0012426609473880784386, 1.8463183175100546818e-5),
    (0.026532189526576123093, 7.868691311456132591e-4),
    (0.29656057182650489123, 0.0148753612908506148525),
    (1.7848265399172913358, 0.13692988092273580531),
    (5.4637849111641143699, 0.59983220655588793769),
    (6.6579046435011037772, 1.0),
)
_HALFWIDTH = 0.425  # of the centre
_BLOCK = 64  # addresses that are turned into numbers together


@inlined
def _ratio(table, r):  # type: ignore[no-untyped-def]
    top = table[0][0]
    bottom = table[0][1]
    for i in range(1, 8):
        top = top * r + table[i][0]
        bottom = bottom * r + table[i][1]
    return top / bottom


@kernel
def _tail_quantile(u):  # type: ignore[no-untyped-def]
    r = np.sqrt(-np.log(min(u, 1.0 - u)))
    x = _ratio(_TAIL, r - 1.6) if r <= 5.0 else _ratio(_FAR, r - 5.0)
    return -x if u < 0.5 else x


@kernel
def normal(u):  # type: ignore[no-untyped-def]
    """Standard normal quantile of ``u``, to 1e-15 relative (AS 241)."""
    q = u - 0.5
    if abs(q) <= _HALFWIDTH:
        return q * _ratio(_CENTRE, 0.180625 - q * q)
    return _tail_quantile(u)


@kernel
def normals(u, out):  # type: ignore[no-untyped-def]
    """``out[i] = normal(u[i])``: the centre in a loop of its own, which compilers vectorise."""
    for i in range(u.shape[0]):
        q = u[i] - 0.5
        out[i] = q * _ratio(_CENTRE, 0.180625 - q * q)
    for i in range(u.shape[0]):
        if abs(u[i] - 0.5) > _HALFWIDTH:
            out[i] = _tail_quantile(u[i])


@kernel
def fill_uniforms(seeds, worlds, stream_id, quarter, entities, out):  # type: ignore[no-untyped-def]
    """All four lanes of a stream into ``out`` (4, worlds * entities), worlds one after another."""
    for w in range(worlds.shape[0]):
        first = w * entities
        for e in range(entities):
            x0, x1, x2, x3 = philox(e, quarter, stream_id, worlds[w], seeds[w])
            out[0, first + e] = uniform(x0)
            out[1, first + e] = uniform(x1)
            out[2, first + e] = uniform(x2)
            out[3, first + e] = uniform(x3)


@kernel
def fill_slots(seeds, worlds, stream_id, quarter, entities, rows, slots, out):  # type: ignore[no-untyped-def]
    """Uniforms into ``out`` (4, rows * places) for some places of some entities.

    Entity ``e`` of a world has ``slots`` places; place ``c`` of row ``w * entities + e`` has the
    address ``e * slots + c``. ``out`` holds the places of one row after another.
    """
    n = out.shape[1]
    places = n // max(rows.shape[0], 1)
    at = np.zeros(3 * _BLOCK, dtype=np.uint64)
    u = np.empty(4 * _BLOCK)
    for first in range(0, n, _BLOCK):
        some = min(_BLOCK, n - first)
        for i in range(some):
            row = rows[(first + i) // places]
            w = row // entities
            at[i] = (row - w * entities) * slots + (first + i) % places
            at[_BLOCK + i] = worlds[w]
            at[2 * _BLOCK + i] = seeds[w]
        for i in range(_BLOCK):
            x0, x1, x2, x3 = philox(at[i], quarter, stream_id, at[_BLOCK + i], at[2 * _BLOCK + i])
            u[i] = uniform(x0)
            u[_BLOCK + i] = uniform(x1)
            u[2 * _BLOCK + i] = uniform(x2)
            u[3 * _BLOCK + i] = uniform(x3)
        for i in range(some):
            for lane in range(4):
                out[lane, first + i] = u[lane * _BLOCK + i]


@kernel
def draw_uniforms(seed, worlds, stream_id, quarter, entities):  # type: ignore[no-untyped-def]
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
def as_normals(uniforms):  # type: ignore[no-untyped-def]
    """Standard normals from uniforms, of the same shape."""
    flat = uniforms.ravel()
    out = np.empty(flat.shape[0])
    normals(flat, out)
    return out.reshape(uniforms.shape)
