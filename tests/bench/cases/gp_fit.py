# SPDX-License-Identifier: GPL-3.0-or-later
"""Fitting every hyperparameter of one Gaussian process. The peers' optimisers are their own. What is compared beside the time is the
likelihood, by scikit-learn's own function at everyone's hyperparameters, with the variance that is likeliest at them."""
import numpy
from contest import Case, Own, PythonPeer, Timed, cores, load, save

from . import gaussian_process as gp


def prepare(runs):
    def write(work, tools):
        random = numpy.random.default_rng(11)
        design = random.random((runs, gp.inputs))
        values = gp.otl_circuit(design) + 0.01 * random.standard_normal(runs)
        save(work / "design.f64", design)
        save(work / "values.f64", (values - values.mean()) / values.std())
    return write


def read(work):
    return load(work / "design.f64", -1, gp.inputs), load(work / "values.f64")


def likelihood(design, values, lengths, nugget):
    """scikit-learn's log marginal likelihood at the variance that is best for these lengths and nugget."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    matrix = Matern(lengths, nu=2.5)(design) + nugget * numpy.eye(len(values))
    variance = values @ numpy.linalg.solve(matrix, values) / len(values)
    kernel = ConstantKernel(variance) * Matern(lengths, nu=2.5) + WhiteKernel(variance * nugget)
    model = GaussianProcessRegressor(kernel, alpha=0, optimizer=None).fit(design, values)
    return model.log_marginal_likelihood(model.kernel_.theta)


def judged(work, lengths, nugget):
    design, values = read(work)
    return numpy.array([likelihood(design, values, lengths, nugget)])


def sklearn(work, threads):
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    design, values = read(work)
    kernel = ConstantKernel(1.0) * Matern(numpy.ones(gp.inputs), nu=2.5) + WhiteKernel(1e-3, (1e-9, 10))
    fitted = {}

    def run():
        fitted["model"] = GaussianProcessRegressor(kernel, alpha=0).fit(design, values)

    def answers():
        of = fitted["model"].kernel_
        return judged(work, of.k1.k2.length_scale, of.k2.noise_level / of.k1.k1.constant_value)
    return Timed(run, 1, answers)


def openturns(work, threads):
    import openturns as ot
    ot.Log.Show(ot.Log.NONE)
    design, values = read(work)
    sample, outputs = ot.Sample(design), ot.Sample(values[:, None])

    def run():
        covariance = ot.MaternModel([1.0] * gp.inputs, [1.0], 2.5)
        covariance.setNuggetFactor(1e-6)  # given: version 1.20 does not fit it
        algorithm = ot.KrigingAlgorithm(sample, outputs, covariance, ot.ConstantBasisFactory(gp.inputs).build())
        algorithm.run()
        return algorithm.getResult()
    return Timed(run, 1)


def difference(ours, theirs):
    """Of likelihoods; ours comes as lengths and nugget."""
    design, values = judging["design"], judging["values"]
    mine = likelihood(design, values, ours[:-1], ours[-1])
    return f"log likelihood {mine - theirs[0]:+.3f}" if theirs is not None else "-"


judging = {}


def with_judge(write):
    def prepared(work, tools):
        write(work, tools)
        judging["design"], judging["values"] = read(work)
    return prepared


def case_of(runs):
    return Case(f"gp-fit-{runs}", f"Gaussian process (Matern 5/2), {runs} runs, six inputs: every hyperparameter fitted", "fit",
                with_judge(prepare(runs)), Own("gp_fit"),
                [PythonPeer("scikit-learn", sklearn, goal=8, threads=[cores()]), PythonPeer("OpenTURNS", openturns, goal=5, threads=[cores()])],
                rounds=3, seconds=0.5, difference=difference)


case_500, case_1000 = case_of(500), case_of(1000)
