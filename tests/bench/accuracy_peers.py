#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""accuracy_peers.py WORK PEER: fits a peer's models to WORK/runs.npz (unit, values; points in 0..1 and values at the points held
out) and prints one line of JSON: the error (root mean square) of each of its models at the points held out."""
import json
import sys
import warnings
from pathlib import Path

import numpy

warnings.filterwarnings("ignore")


def error(predicted, truth):
    return float(numpy.sqrt(numpy.mean((numpy.ravel(predicted) - truth) ** 2)))


def sklearn_models(unit, values, points, truth):
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, WhiteKernel
    ones = numpy.ones(unit.shape[1])
    restarts = 4 if len(values) <= 100 else 1
    kernels = {"RBF": RBF(ones, (0.02, 200)), "Matern 5/2": Matern(ones, (0.02, 200), nu=2.5), "Matern 3/2": Matern(ones, (0.02, 200), nu=1.5)}
    for name, kernel in kernels.items():
        for noise in (False, True):
            whole = ConstantKernel(1.0, (1e-3, 1e6)) * kernel
            if noise:
                whole = whole + WhiteKernel(1e-6, (1e-10, 1))
            model = GaussianProcessRegressor(whole, normalize_y=True, n_restarts_optimizer=restarts, random_state=1).fit(unit, values)
            yield f"{name}{' + noise' if noise else ''}", error(model.predict(points), truth), model.log_marginal_likelihood_value_


def openturns_models(unit, values, points, truth):
    import openturns as ot
    ot.Log.Show(ot.Log.NONE)
    ot.RandomGenerator.SetSeed(1)
    dimension = unit.shape[1]
    mean, spread = values.mean(), values.std()
    x, y = ot.Sample(unit), ot.Sample(((values - mean) / spread)[:, None])
    for kernel in (ot.SquaredExponential([1.0] * dimension, [1.0]), ot.MaternModel([1.0] * dimension, [1.0], 2.5)):
        for basis in (ot.ConstantBasisFactory(dimension).build(), ot.LinearBasisFactory(dimension).build()):
            try:
                algorithm = ot.KrigingAlgorithm(x, y, kernel, basis)
                algorithm.setOptimizationBounds(ot.Interval([0.02] * dimension, [50.0] * dimension))
                algorithm.run()
                predicted = numpy.array(algorithm.getResult().getMetaModel()(ot.Sample(points)))[:, 0] * spread + mean
                yield f"{kernel.getClassName()}, {'constant' if basis.getSize() == 1 else 'linear'}", error(predicted, truth), 0
            except Exception as failure:
                print(failure, file=sys.stderr)
    product = ot.OrthogonalProductPolynomialFactory([ot.LegendreFactory()] * dimension, ot.HyperbolicAnisotropicEnumerateFunction(dimension, 0.75))
    linear = ot.OrthogonalProductPolynomialFactory([ot.LegendreFactory()] * dimension, ot.LinearEnumerateFunction(dimension))
    distribution = ot.ComposedDistribution([ot.Uniform(0, 1)] * dimension)
    best = None
    for words, factory in (("hyperbolic", product), ("total", linear)):
        for degree in range(2, 13):
            size = factory.getEnumerateFunction().getStrataCumulatedCardinal(degree)
            if size > 1500:
                break
            selection = ot.LeastSquaresMetaModelSelectionFactory(ot.LARS(), ot.CorrectedLeaveOneOut())
            try:
                algorithm = ot.FunctionalChaosAlgorithm(x, y, distribution, ot.FixedStrategy(factory, size), ot.LeastSquaresStrategy(x, y, selection))
                algorithm.run()
                result = algorithm.getResult()
                left_out = result.getRelativeErrors()[0]
            except Exception as failure:
                print(failure, file=sys.stderr)
                continue
            predicted = numpy.array(result.getMetaModel()(ot.Sample(points)))[:, 0] * spread + mean
            here = error(predicted, truth)
            if best is None or left_out < best[0]:
                best = (left_out, f"chaos, {words} degree {degree}", here)
    if best:
        yield best[1], best[2], best[0]


def main():
    data = numpy.load(Path(sys.argv[1]) / "runs.npz")
    fit = {"scikit-learn": sklearn_models, "OpenTURNS": openturns_models}[sys.argv[2]]
    try:
        rows = list(fit(data["unit"], data["values"], data["points"], data["truth"]))
    except ImportError as missing:
        print(json.dumps({"absent": str(missing)}))
        return
    print(json.dumps({"models": rows}))


main()
