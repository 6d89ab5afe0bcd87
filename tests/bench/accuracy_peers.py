#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""accuracy_peers.py DATA.npz PEER: fits a peer's models to the runs of DATA.npz (unit, values; points in 0..1 and truth at the runs
held out; values and truth have a column a point of a series) and prints one line of JSON: {"models": [[name, error]]}, the error
being the root mean square over all points held out. Of a series the peers are given what ours uses, a proper orthogonal
decomposition: each mode has a model of its own. Of several sizes of one kind of model, the one with the least error by the peer's
own criterion counts; of kinds of models the one that did best, which nobody could have known before."""
import json
import sys
import warnings
from pathlib import Path

import numpy

warnings.filterwarnings("ignore")


class Curves:
    """The modes of curves that hold 99.99 % of their variance, at most ten; one value a run is its own mode."""

    def __init__(self, values):
        self.centre = values.mean(0)
        _, sizes, rows = numpy.linalg.svd(values - self.centre, full_matrices=False)
        held = numpy.cumsum(sizes**2) / numpy.sum(sizes**2)
        count = min(int(numpy.searchsorted(held, 0.9999)) + 1, 10)
        self.basis = rows[:count]
        scores = (values - self.centre) @ self.basis.T
        self.spread = scores.std(0)
        self.scores = scores / self.spread

    def curves(self, scores):
        return self.centre + (scores * self.spread) @ self.basis

    def by_mode(self, fit):
        """`fit(scores) -> predicted scores` for each mode by itself."""
        return self.curves(numpy.column_stack([numpy.ravel(fit(own)) for own in self.scores.T]))


def sklearn_models(unit, curves, points):
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, WhiteKernel
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import GridSearchCV
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures
    ones = numpy.ones(unit.shape[1])
    single = curves.scores.shape[1] == 1
    restarts = 4 if len(unit) <= 100 else 1
    kernels = {"RBF": RBF(ones, (0.02, 200)), "Matern 5/2": Matern(ones, (0.02, 200), nu=2.5), "Matern 3/2": Matern(ones, (0.02, 200), nu=1.5)}
    for name, kernel in kernels.items():
        for noise in (False, True) if single else (True,):
            whole = ConstantKernel(1.0, (1e-3, 1e6)) * kernel
            if noise:
                whole = whole + WhiteKernel(1e-4, (1e-10, 1))
            def process(scores):
                return GaussianProcessRegressor(whole, n_restarts_optimizer=restarts, random_state=1).fit(unit, scores).predict(points)
            yield f"{name}{' + noise' if noise else ''}", curves.by_mode(process)
    centred = 2 * unit - 1
    degrees = [degree for degree in (1, 2, 3, 4) if degree <= 3 or unit.shape[1] <= 6]
    ridge = GridSearchCV(make_pipeline(PolynomialFeatures(), RidgeCV(numpy.logspace(-8, 1, 10))), {"polynomialfeatures__degree": degrees}, cv=5)
    yield "polynomial ridge", curves.by_mode(lambda scores: ridge.fit(centred, scores).predict(2 * points - 1))
    perceptron = GridSearchCV(MLPRegressor(solver="lbfgs", max_iter=2000, random_state=1),
                              {"hidden_layer_sizes": [(20,), (20, 20)], "alpha": [1e-4, 1e-2]}, cv=3)
    perceptron.fit(centred, curves.scores if not single else curves.scores[:, 0])
    yield "multilayer perceptron", curves.curves(perceptron.predict(2 * points - 1).reshape(len(points), -1))


def openturns_models(unit, curves, points):
    import openturns as ot
    ot.Log.Show(ot.Log.NONE)
    ot.RandomGenerator.SetSeed(1)
    dimension = unit.shape[1]
    single = curves.scores.shape[1] == 1
    x, at = ot.Sample(unit), ot.Sample(points)

    def kriging(kernel, nugget, basis):
        def fit(scores):
            covariance = kernel()
            if nugget:
                covariance.setNuggetFactor(nugget)  # given: this version does not fit it
            algorithm = ot.KrigingAlgorithm(x, ot.Sample(scores[:, None]), covariance, basis(dimension).build())
            algorithm.setOptimizationBounds(ot.Interval([0.02] * dimension, [50.0] * dimension))
            algorithm.run()
            return numpy.array(algorithm.getResult().getMetaModel()(at))
        return fit

    kernels = {"squared exponential": lambda: ot.SquaredExponential([1.0] * dimension, [1.0]),
               "Matern 5/2": lambda: ot.MaternModel([1.0] * dimension, [1.0], 2.5)}
    bases = {"constant": ot.ConstantBasisFactory, "linear": ot.LinearBasisFactory}
    # A simulation of many steps is not smooth to the last digit, a formula is.
    variants = [(None, "constant"), (None, "linear")] if single else [(1e-2, "constant"), (1e-3, "linear")]
    for name, kernel in kernels.items():
        for nugget, basis in variants:
            try:
                yield f"Kriging, {name}, {basis}", curves.by_mode(kriging(kernel, nugget, bases[basis]))
            except Exception as failure:
                print(failure, file=sys.stderr)

    hyperbolic = ot.OrthogonalProductPolynomialFactory([ot.LegendreFactory()] * dimension, ot.HyperbolicAnisotropicEnumerateFunction(dimension, 0.75))
    total = ot.OrthogonalProductPolynomialFactory([ot.LegendreFactory()] * dimension, ot.LinearEnumerateFunction(dimension))
    distribution = ot.ComposedDistribution([ot.Uniform(0, 1)] * dimension)
    degrees, most = (range(2, 13), 1500) if single else ((3, 4, 6, 8), 300)

    def chaos(scores):
        best = None
        for factory in (hyperbolic, total):
            for degree in degrees:
                size = factory.getEnumerateFunction().getStrataCumulatedCardinal(degree)
                if size > most:
                    break
                selection = ot.LeastSquaresMetaModelSelectionFactory(ot.LARS(), ot.CorrectedLeaveOneOut())
                try:
                    algorithm = ot.FunctionalChaosAlgorithm(x, ot.Sample(scores[:, None]), distribution, ot.FixedStrategy(factory, size),
                                                            ot.LeastSquaresStrategy(x, ot.Sample(scores[:, None]), selection))
                    algorithm.run()
                    result = algorithm.getResult()
                    left_out = result.getRelativeErrors()[0]
                except Exception as failure:
                    print(failure, file=sys.stderr)
                    continue
                if best is None or left_out < best[0]:
                    best = (left_out, numpy.array(result.getMetaModel()(at)))
        return best[1]
    yield "sparse chaos", curves.by_mode(chaos)


def main():
    data = numpy.load(Path(sys.argv[1]))
    truth = data["truth"]
    models = {"scikit-learn": sklearn_models, "OpenTURNS": openturns_models}[sys.argv[2]]
    forms = {"": (lambda v: v, lambda v: v)}
    if truth.shape[1] > 1 and data["values"].min() >= 0 and truth.max() <= 1:  # probabilities: also as what they are made of
        forms[" of the cumulative hazard"] = (lambda p: -numpy.log1p(-p), lambda h: -numpy.expm1(-h))
    rows = []
    try:
        for words, (to, back) in forms.items():
            for name, predicted in models(data["unit"], Curves(to(data["values"])), data["points"]):
                rows.append([name + words, float(numpy.sqrt(numpy.mean((back(predicted) - truth) ** 2)))])
    except ImportError as missing:
        print(json.dumps({"absent": str(missing)}))
        return
    print(json.dumps({"models": rows}))


main()
