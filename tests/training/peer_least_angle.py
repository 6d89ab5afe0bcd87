#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the figures that tst_least_angle holds: the order in which scikit-learn's least-angle regression lets the
terms of a polynomial in, and what OpenTURNS' corrected leave-one-out selection reaches on the same runs."""
import itertools

import numpy as np
import openturns as ot
from sklearn.linear_model import lars_path

RUNS, COORDINATES, DEGREE = 60, 3, 4
STEPS = (0.618033988749895, 0.754877666246693, 0.5698402909980532)
u = np.array([[(0.5 + (i + 1) * s) % 1.0 for s in STEPS] for i in range(RUNS)])
y = np.sin(3 * u[:, 0]) + u[:, 1] ** 2 * u[:, 0] + 0.3 * u[:, 2] + 0.05 * np.cos(17.0 * np.arange(RUNS))


def legendre(k, x):
    return np.polynomial.legendre.Legendre.basis(k)(x) * np.sqrt(2 * k + 1)


indices = [a for a in itertools.product(range(DEGREE + 1), repeat=COORDINATES) if sum(a) <= DEGREE]
columns = np.array([np.prod([legendre(k, 2 * u[:, c] - 1) for c, k in enumerate(a)], axis=0) for a in indices]).T
rest = [i for i, a in enumerate(indices) if sum(a)]
centred = columns[:, rest] - columns[:, rest].mean(axis=0)
centred /= np.linalg.norm(centred, axis=0)
_, active, _ = lars_path(centred, y - y.mean(), method="lar")
print("order:", [indices[rest[i]] for i in active[:16]])

distribution = ot.ComposedDistribution([ot.Uniform(0, 1)] * COORDINATES)
basis = ot.OrthogonalProductPolynomialFactory([ot.LegendreFactory()] * COORDINATES, ot.LinearEnumerateFunction(COORDINATES))
count = len(indices)
algorithm = ot.FunctionalChaosAlgorithm(
    ot.Sample(u), ot.Sample(y[:, None]), distribution, ot.FixedStrategy(basis, count),
    ot.LeastSquaresStrategy(ot.LeastSquaresMetaModelSelectionFactory(ot.LARS(), ot.CorrectedLeaveOneOut())))
algorithm.run()
result = algorithm.getResult()
terms = [tuple(basis.getEnumerateFunction()(i)) for i in result.getIndices()]
print("OpenTURNS terms:", len(terms), "relative residual", result.getRelativeErrors()[0])
chosen = columns[:, [indices.index(a) for a in terms]]
q, r = np.linalg.qr(chosen)
hat = (q ** 2).sum(axis=1)
errors = (y - q @ (q.T @ y)) / (1 - hat)
p = len(terms)
correction = RUNS / (RUNS - p) * (1 + np.trace(np.linalg.inv(chosen.T @ chosen)))
print("corrected leave-one-out error of those terms: %.12g" % ((errors ** 2).mean() * correction))
