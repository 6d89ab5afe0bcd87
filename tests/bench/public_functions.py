# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions that surrogates are judged by, as published: names, ranges and formulas as in Surjanovic and Bingham's Virtual
Library of Simulation Experiments (sfu.ca/~ssurjano). `formula` takes one array for each input."""
from dataclasses import dataclass
from typing import Callable

import numpy
from numpy import cos, exp, log, pi, sin, sqrt


@dataclass
class PublicFunction:
    inputs: dict  # name -> (low, high)
    formula: Callable

    def values(self, points):
        return self.formula(*numpy.asarray(points, dtype=float).T)


def borehole(rw, r, tu, hu, tl, hl, length, kw):
    """Harper and Gupta 1983."""
    ratio = log(r / rw)
    return 2 * pi * tu * (hu - hl) / (ratio * (1 + 2 * length * tu / (ratio * rw**2 * kw) + tu / tl))


def wing_weight(sw, wfw, a, sweep, q, taper, tc, nz, wdg, wp):
    """Forrester, Sobester and Keane 2008."""
    slant = cos(sweep * pi / 180)
    return (0.036 * sw**0.758 * wfw**0.0035 * (a / slant**2) ** 0.6 * q**0.006 * taper**0.04 * (100 * tc / slant) ** -0.3
            * (nz * wdg) ** 0.49 + sw * wp)


def otl_circuit(b1, b2, f, c1, c2, beta):
    """Ben-Ari and Steinberg 2007."""
    divided = 12 * b2 / (b1 + b2)
    gain = beta * (c2 + 9)
    return ((divided + 0.74) * gain + 11.35 * f) / (gain + f) + 0.74 * f * gain / ((gain + f) * c1)


def piston(m, s, v0, k, p0, ta, t0):
    """Kenett and Zacks 1998."""
    a = p0 * s + 19.62 * m - k * v0 / s
    v = s / (2 * k) * (sqrt(a**2 + 4 * k * p0 * v0 / t0 * ta) - a)
    return 2 * pi * sqrt(m / (k + s**2 * p0 * v0 / t0 * ta / v**2))


functions = {
    # Ishigami and Homma 1990
    "ishigami": PublicFunction({"x1": (-pi, pi), "x2": (-pi, pi), "x3": (-pi, pi)},
                               lambda x1, x2, x3: sin(x1) + 7 * sin(x2) ** 2 + 0.1 * x3**4 * sin(x1)),
    "borehole": PublicFunction({"rw": (0.05, 0.15), "r": (100, 50000), "tu": (63070, 115600), "hu": (990, 1110),
                                "tl": (63.1, 116), "hl": (700, 820), "length": (1120, 1680), "kw": (9855, 12045)}, borehole),
    "wing-weight": PublicFunction({"sw": (150, 200), "wfw": (220, 300), "a": (6, 10), "sweep": (-10, 10), "q": (16, 45),
                                   "taper": (0.5, 1), "tc": (0.08, 0.18), "nz": (2.5, 6), "wdg": (1700, 2500),
                                   "wp": (0.025, 0.08)}, wing_weight),
    "otl-circuit": PublicFunction({"b1": (50, 150), "b2": (25, 70), "f": (0.5, 3), "c1": (1.2, 2.5), "c2": (0.25, 1.2),
                                   "beta": (50, 300)}, otl_circuit),
    "piston": PublicFunction({"m": (30, 60), "s": (0.005, 0.02), "v0": (0.002, 0.01), "k": (1000, 5000), "p0": (90000, 110000),
                              "ta": (290, 296), "t0": (340, 360)}, piston),
}
