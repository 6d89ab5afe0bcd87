#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the coefficients of the exponential and the sine that runtime/model/kernels holds, in 50-digit arithmetic
(python3-mpmath): polynomials through the Chebyshev nodes, and the largest error that they leave, in units in the last place of 1."""
from mpmath import cos, exp, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sin, sqrt

mp.dps = 50


def through_nodes(function, low, high, degree):
    count = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (k + mpf(1) / 2) / count) for k in range(count)]
    powers = matrix(count, count)
    for i, node in enumerate(nodes):
        for j in range(count):
            powers[i, j] = node**j
    return list(lu_solve(powers, matrix([function(node) for node in nodes])))


def tell(name, coefficients, error):
    print(f"{name}: off by {nstr(error / mpf(2) ** -53, 2)} at most")
    for each in coefficients:
        print("  " + nstr(each, 20))


def rest_of_exponential(r):  # exp(r) = 1 + r + r^2 times this
    return (exp(r) - 1 - r) / r**2


def rest_of_sine(s):  # sin(r) = r + r s times this, s = r^2
    return (sin(sqrt(s)) / sqrt(s) - 1) / s


most = log(2) / 2 * mpf("1.0001")
between = [most * (2 * mpf(k) + 1) / 1999 for k in range(-1000, 1000)]
found = through_nodes(rest_of_exponential, -most, most * mpf("1.000001"), 9)
tell("exponential", found, max(abs(r * r * (polyval(found[::-1], r) - rest_of_exponential(r)) / exp(r)) for r in between))
most = (pi / 2) ** 2 * mpf("1.0001")
between = [most * (mpf(k) + 1) / 2000 for k in range(2000)]
found = through_nodes(rest_of_sine, mpf(0), most, 7)
tell("sine", found, max(abs(s * (polyval(found[::-1], s) - rest_of_sine(s))) for s in between))
