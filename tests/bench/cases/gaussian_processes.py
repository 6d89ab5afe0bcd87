# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluating Gaussian processes. A smooth one for the form by fewer runs, that of the OTL circuit for the rest."""
import numpy
from contest import Case, Own, PythonPeer, Timed, load, plain_goal, save

from . import gaussian_process as gp

chunk = 10000  # points that a peer is given at once: its matrices of 100,000 points would not fit in memory


def points_of(work):
    return load(work / "points.f64", -1, gp.inputs)


def sklearn_one(work, threads):
    model = gp.sklearn_model(work)
    points = points_of(work)
    one = points[:1]
    return Timed(lambda: model.predict(one, return_std=True), 1, lambda: gp.sklearn_answers(model, work, points))


def openturns_one(work, threads):
    import openturns as ot
    result = gp.openturns_result(work)
    mean = result.getMetaModel()
    points = points_of(work)
    one = ot.Point(points[0])
    return Timed(lambda: (mean(one), result.getConditionalMarginalVariance(one)), 1,
                 lambda: gp.openturns_answers(result, work, points))


def openturns_mean_one(work, threads):
    import openturns as ot
    mean = gp.openturns_result(work).getMetaModel()
    points = points_of(work)
    one = ot.Point(points[0])
    trend = load(work / "scales.f64")[2]
    return Timed(lambda: mean(one), 1, lambda: numpy.array(mean(ot.Sample(points)))[:, 0] + trend)


def sklearn_batch(work, threads):
    model = gp.sklearn_model(work)
    points = points_of(work)
    some = points[:chunk]
    return Timed(lambda: model.predict(some, return_std=True), chunk, lambda: by_chunks(gp.sklearn_answers, model, work, points))


def openturns_batch(work, threads):
    import openturns as ot
    result = gp.openturns_result(work)
    mean = result.getMetaModel()
    points = points_of(work)
    some = ot.Sample(points[:chunk])
    return Timed(lambda: (mean(some), result.getConditionalMarginalVariance(some)), chunk,
                 lambda: by_chunks(gp.openturns_answers, result, work, points))


def by_chunks(answers, model, work, points):
    parts = [answers(model, work, points[first:first + chunk]).reshape(2, -1) for first in range(0, len(points), chunk)]
    return numpy.concatenate(parts, 1).ravel()


def grid(work):
    axis = load(work / "axis.f64")
    points = numpy.repeat(points_of(work)[:1], len(axis) ** 2, 0)
    points[:, 0], points[:, 1] = numpy.repeat(axis, len(axis)), numpy.tile(axis, len(axis))
    return points


def openturns_contour(work, threads):
    import openturns as ot
    mean = gp.openturns_result(work).getMetaModel()
    sample = ot.Sample(grid(work))
    trend = load(work / "scales.f64")[2]
    return Timed(lambda: mean(sample), 1, lambda: numpy.array(mean(sample))[:, 0] + trend)


def prepare_slider(work, tools):
    gp.prepare(work, 500, 200)
    points = points_of(work)
    points[:, 1:] = points[0, 1:]
    save(work / "points.f64", points)


def prepare_contour(work, kernel):
    gp.prepare(work, 500, 1, kernel=kernel)
    save(work / "axis.f64", numpy.linspace(0, 1, 200))


def prepare_smooth(work, tools):
    """Lengths and nugget as scikit-learn's likelihood fits them to 500 such runs, whose noise is a tenth of their deviation."""
    gp.prepare(work, 2000, 2400, kernel="squared-exponential", scales=numpy.array([1.42, 2.28, 4.75, 3.49, 50, 50]), noise=5.3e-4,
               noisy=0.1)


def of_mean_deviation(ours, exact):
    """Ours and the exact answers are in mean standard deviations: the bound promises a thousandth."""
    return f"{numpy.abs(ours - exact).max():.1e} mean deviations"


def prepare(points):
    return lambda work, tools: gp.prepare(work, 500, points)


cases = [
    Case("gp-one-point", "Gaussian process (Matern 5/2), 500 runs, six inputs, of a loaded package: mean and variance one by one",
         "point", prepare(200), Own("gp_one_point"),
         [PythonPeer("scikit-learn", sklearn_one, goal=8), PythonPeer("OpenTURNS", openturns_one, goal=20)]),
    Case("gp-slider", "the same: the mean, one input moving, against OpenTURNS' full evaluation", "point", prepare_slider,
         Own("gp_slider"), [PythonPeer("OpenTURNS", openturns_mean_one, goal=6)]),
    Case("gp-batch", "the same: 100,000 points with variance, one thread; Eigen's product counts n^2 operations a point", "point",
         prepare(100000), Own("gp_batch"),
         [Own("eigen_product", "Eigen's product", goal=0.8),
          Own("gp_batch", "ours, plain build", {"TWINWRIGHT_SIMD": "baseline"}, goal=plain_goal()),
          Own("gp_batch", "ours, AVX2", {"TWINWRIGHT_SIMD": "avx2"})], rounds=3),
    Case("gp-batch-threads", "the same: 100,000 points with variance, all threads of both", "point", prepare(100000),
         Own("gp_batch_threads"),
         [PythonPeer("scikit-learn", sklearn_batch, goal=4.5), PythonPeer("OpenTURNS", openturns_batch, goal=9)], rounds=3),
    Case("call-around", "guardrails, zone and domain of validity of a point beside its process: the part that the call adds", "point",
         prepare(5000), Own("gp_guarded"), [Own("gp_batch", "the model itself")], difference=lambda ours, peer: "-"),
    Case("gp-contour", "a contour of two sliders, 200 x 200, mean; squared exponential", "contour",
         lambda work, tools: prepare_contour(work, "squared-exponential"), Own("gp_contour"),
         [PythonPeer("OpenTURNS", openturns_contour, goal=120)], rounds=3),
    Case("gp-contour-matern", "the same; Matern 5/2, which does not separate", "contour",
         lambda work, tools: prepare_contour(work, "matern-5/2"), Own("gp_contour_matern"),
         [PythonPeer("OpenTURNS", openturns_contour)], rounds=3),
    Case("gp-low-rank", "a smooth process of 2,000 runs by fewer of them, with a certified error, against our own exact form", "point",
         prepare_smooth, Own("gp_low_rank"), [Own("gp_exact", "ours, exact", goal=8)], rounds=3, difference=of_mean_deviation),
]
