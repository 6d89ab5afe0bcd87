#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the Chebyshev coefficients that runtime/model/kernels/kernel_functions.h holds, in 50-digit arithmetic
(python3-mpmath): of (1 + 2 z) exp(z^2) erfc(z) in u = (z - 3.5) / (z + 3.5)."""
from mpmath import mp, mpf, cos, erfc, exp, pi, sqrt

mp.dps = 50
SCALE, TERMS, NODES = mpf("3.5"), 25, 120


def scaled(u):
    z = SCALE * (1 + u) / (1 - u)
    if z < 200:
        return (1 + 2 * z) * exp(z * z) * erfc(z)
    tail = 1 - 1 / (2 * z**2) + 3 / (4 * z**4) - 15 / (8 * z**6) + 105 / (16 * z**8)
    return (1 + 2 * z) / (z * sqrt(pi)) * tail


angles = [(mpf(k) + mpf(1) / 2) * pi / NODES for k in range(NODES)]
values = [scaled(cos(angle)) for angle in angles]
for j in range(TERMS):
    total = sum(value * cos(j * angle) for value, angle in zip(values, angles))
    print(mp.nstr((2 if j else 1) * total / NODES, 20, strip_zeros=False) + ",")
