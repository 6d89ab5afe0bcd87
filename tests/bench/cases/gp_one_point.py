# SPDX-License-Identifier: GPL-3.0-or-later
from contest import Case, Own, PythonPeer, Timed, load

from . import gaussian_process as gp


def sklearn(work, threads):
    model = gp.sklearn_model(work)
    variance, nugget = load(work / "scales.f64")[:2]
    points = load(work / "points.f64", -1, gp.inputs)
    one = points[:1]
    return Timed(lambda: model.predict(one, return_std=True), 1, lambda: gp.sklearn_answers(model, work, points))


def openturns(work, threads):
    import openturns as ot
    result = gp.openturns_result(work)
    mean = result.getMetaModel()
    points = load(work / "points.f64", -1, gp.inputs)
    one = ot.Point(points[0])
    return Timed(lambda: (mean(one), result.getConditionalMarginalVariance(one)), 1,
                 lambda: gp.openturns_answers(result, work, points))


case = Case(
    "gp-one-point", "Gaussian process (Matern 5/2), 500 runs, six inputs: mean and variance one by one", "point",
    lambda work, tools: gp.prepare(work, 500, 200), Own("gp_one_point"),
    [PythonPeer("scikit-learn", sklearn, goal=8), PythonPeer("OpenTURNS", openturns, goal=20)])
