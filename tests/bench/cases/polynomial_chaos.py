# SPDX-License-Identifier: GPL-3.0-or-later
"""Polynomial chaos of degree 4 in six inputs (210 terms), fitted to the same 500 runs by everyone."""
import numpy
from contest import Case, Own, PythonPeer, Timed, load, plain_goal, save

from .gaussian_process import inputs, otl_circuit

degree = 4


def prepare(work, points, seed=11):
    random = numpy.random.default_rng(seed)
    design = random.random((500, inputs))
    save(work / "design.f64", design)
    save(work / "values.f64", otl_circuit(design))
    save(work / "points.f64", random.random((points, inputs)))


def algorithm(work, sparse):
    """A build that has not run yet."""
    import openturns as ot
    ot.Log.Show(ot.Log.NONE)
    design, values = ot.Sample(load(work / "design.f64", -1, inputs)), ot.Sample(load(work / "values.f64")[:, None])
    distribution = ot.ComposedDistribution([ot.Uniform(0, 1)] * inputs)
    basis = ot.OrthogonalProductPolynomialFactory([ot.LegendreFactory()] * inputs, ot.LinearEnumerateFunction(inputs))
    terms = ot.FixedStrategy(basis, basis.getEnumerateFunction().getStrataCumulatedCardinal(degree))
    if sparse:
        selection = ot.LeastSquaresMetaModelSelectionFactory(ot.LARS(), ot.CorrectedLeaveOneOut())
        strategy = ot.LeastSquaresStrategy(design, values, selection)
    else:
        strategy = ot.LeastSquaresStrategy(design, values)
    return ot.FunctionalChaosAlgorithm(design, values, distribution, terms, strategy)


def built(work, sparse):
    whole = algorithm(work, sparse)
    whole.run()
    return whole.getResult().getMetaModel()


def answers(work, sparse):
    import openturns as ot
    return numpy.array(built(work, sparse)(ot.Sample(load(work / "points.f64", -1, inputs)))).ravel()


def one_point(work, threads):
    import openturns as ot
    model = built(work, False)
    one = ot.Point(load(work / "points.f64", -1, inputs)[0])
    return Timed(lambda: model(one), 1, lambda: answers(work, False))


def batch(work, threads):
    import openturns as ot
    model = built(work, False)
    points = ot.Sample(load(work / "points.f64", -1, inputs))
    return Timed(lambda: model(points), points.getSize(), lambda: answers(work, False))


def least_squares(work, threads):
    return Timed(lambda: algorithm(work, False).run(), 1, lambda: answers(work, False))


def sparse(work, threads):
    return Timed(lambda: algorithm(work, True).run(), 1, lambda: answers(work, True))


words = "polynomial chaos, degree 4, six inputs, 210 terms"
one_point_case = Case("chaos-one-point", f"{words}: mean one by one", "point", lambda work, tools: prepare(work, 500),
                      Own("chaos_one_point"), [PythonPeer("OpenTURNS", one_point, goal=50)])
batch_case = Case("chaos-batch", f"{words}: means of 20,000 points at once", "point", lambda work, tools: prepare(work, 20000),
                  Own("chaos_batch"), [PythonPeer("OpenTURNS", batch, goal=500),
                                       Own("chaos_batch", "ours, plain build", {"TWINWRIGHT_SIMD": "baseline"}, plain_goal()),
                                       Own("chaos_batch", "ours, AVX2", {"TWINWRIGHT_SIMD": "avx2"})])
least_squares_case = Case("chaos-least-squares", f"{words}: fitted to 500 runs by least squares", "fit",
                          lambda work, tools: prepare(work, 500), Own("chaos_least_squares"),
                          [PythonPeer("OpenTURNS", least_squares, goal=10)])
sparse_case = Case("chaos-sparse", f"{words}, chosen by least-angle regression and corrected leave-one-out errors", "fit",
                   lambda work, tools: prepare(work, 500), Own("chaos_sparse"), [PythonPeer("OpenTURNS", sparse, goal=50)])
