# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of every slider move: which of the runs is nearest, and how far away."""
import numpy

from contest import Case, Own, PythonPeer, Timed, load, save

inputs = 6


def prepare(runs, points):
    def files(work, tools):
        random = numpy.random.default_rng(7)
        save(work / "runs.f64", random.random((runs, inputs)))
        save(work / "points.f64", random.random((points, inputs)))
    return files


def sklearn(work, threads):
    from sklearn.neighbors import NearestNeighbors
    model = NearestNeighbors(n_neighbors=1, n_jobs=1).fit(load(work / "runs.f64", -1, inputs))
    points = load(work / "points.f64", -1, inputs)
    one = points[:1]
    return Timed(lambda: model.kneighbors(one), 1, lambda: model.kneighbors(points)[0].ravel())


case = Case(
    "domain-check", "Domain of validity, 320 runs, six inputs: one point", "point", prepare(320, 500),
    Own("domain_check"), [PythonPeer("scikit-learn", sklearn)])
