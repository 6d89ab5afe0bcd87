#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of tst_process_trend.cpp: universal kriging of its 24 points by OpenTURNS (KrigingAlgorithm with LinearBasisFactory,
hyperparameters given), with the variance that is likeliest at them, by numpy."""
import numpy
import openturns as ot

ot.Log.Show(ot.Log.NONE)
ot.ResourceMap.SetAsBool("GeneralLinearModelAlgorithm-UseAnalyticalAmplitudeEstimate", False)
lengths, nugget = numpy.array([0.5, 0.9]), 1e-3
index = numpy.arange(24)
design = numpy.stack([numpy.fmod(index * 0.618033988749895, 1.0), numpy.fmod(index * 0.754877666246693, 1.0)], 1)
a, b = design.T
values = numpy.sin(3 * a) + b * b + 0.3 * a * b + 0.05 * numpy.cos(17.0 * index)
points = numpy.array([[0.3, 0.4], [1.5, -0.8]])


def correlation(kind):
    squares = (((design[:, None, :] - design[None, :, :]) / lengths) ** 2).sum(-1)
    if kind == "squared-exponential":
        return numpy.exp(-squares / 2)
    r = numpy.sqrt((3 if kind == "matern-3/2" else 5) * squares)
    return (1 + r + (0 if kind == "matern-3/2" else r * r / 3)) * numpy.exp(-r)


def covariance(kind, amplitude):
    if kind == "squared-exponential":
        return ot.SquaredExponential(list(lengths), amplitude)
    return ot.MaternModel(list(lengths), amplitude, 1.5 if kind == "matern-3/2" else 2.5)


for kind in ("squared-exponential", "matern-3/2", "matern-5/2"):
    matrix = correlation(kind) + nugget * numpy.eye(24)
    terms = numpy.column_stack([numpy.ones(24), design])
    weighed = numpy.linalg.solve(matrix, terms)
    coefficients = numpy.linalg.solve(terms.T @ weighed, weighed.T @ values)
    rest = values - terms @ coefficients
    variance = rest @ numpy.linalg.solve(matrix, rest) / 24
    likelihood = -0.5 * (24 * numpy.log(2 * numpy.pi * variance) + numpy.linalg.slogdet(matrix)[1] + 24)
    model = covariance(kind, [float(numpy.sqrt(variance))])
    model.setNuggetFactor(nugget)
    algorithm = ot.KrigingAlgorithm(ot.Sample(design), ot.Sample(values[:, None]), model, ot.LinearBasisFactory(2).build())
    algorithm.setOptimizeParameters(False)
    algorithm.run()
    result = algorithm.getResult()
    for point in points:
        mean = result.getMetaModel()(point)[0]
        spread = result.getConditionalMarginalVariance(list(point))  # of a new observation: the nugget is in it
        print(f'QTest::newRow("{kind}, {"inside" if point[0] < 1 else "outside"}") << int(Correlation::{ {"squared-exponential": "SquaredExponential", "matern-3/2": "Matern32", "matern-5/2": "Matern52"}[kind] }) '
              f'<< {point[0]} << {point[1]} << {mean!r} << {spread!r} << {likelihood!r};')
    print(kind, "OpenTURNS' coefficients", numpy.array(result.getTrendCoefficients()).ravel(), "by numpy", coefficients)
