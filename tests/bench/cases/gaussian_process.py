# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that the gp cases share: the OTL circuit's six inputs in 0..1, lengths and nugget given to everyone."""
import numpy
from contest import load, save

inputs = 6
lengths = numpy.array([1.1, 1.3, 1.7, 2.2, 3.0, 4.0])
nugget = 1e-6


def otl_circuit(unit):
    """Mid-point voltage of an output transformerless push-pull circuit (Ben-Ari and Steinberg 2007), inputs in 0..1."""
    low = numpy.array([50, 25, 0.5, 1.2, 0.25, 50])
    high = numpy.array([150, 70, 3, 2.5, 1.2, 300])
    b1, b2, f, c1, c2, beta = (low + unit * (high - low)).T
    divided = 12 * b2 / (b1 + b2)
    gain = beta * (c2 + 9)
    return ((divided + 0.74) * gain + 11.35 * f) / (gain + f) + 0.74 * f * gain / ((gain + f) * c1)


def correlation(a, b, kernel, scales):
    squared = (((a[:, None, :] - b[None, :, :]) / scales) ** 2).sum(-1)
    if kernel == "squared-exponential":
        return numpy.exp(-squared / 2)
    r = numpy.sqrt(5 * squared)
    return (1 + r + r * r / 3) * numpy.exp(-r)


def prepare(work, runs, points, seed=7, kernel="matern-5/2", scales=lengths, noise=nugget, noisy=0):
    """design, values, points, parameters (lengths, nugget), scales (variance, nugget, trend), kernel: files that everyone reads."""
    random = numpy.random.default_rng(seed)
    design = random.random((runs, inputs))
    values = otl_circuit(design)
    values += noisy * values.std() * random.standard_normal(runs)
    matrix = correlation(design, design, kernel, scales) + noise * numpy.eye(runs)
    of_ones, of_values = numpy.linalg.solve(matrix, numpy.stack([numpy.ones(runs), values], 1)).T
    trend = of_values.sum() / of_ones.sum()
    variance = (values - trend) @ (of_values - trend * of_ones) / runs
    save(work / "design.f64", design)
    save(work / "values.f64", values)
    save(work / "points.f64", random.random((points, inputs)))
    save(work / "parameters.f64", [*scales, noise])
    save(work / "scales.f64", [variance, noise, trend])
    (work / "kernel.txt").write_text(kernel)


def read(work):
    design = load(work / "design.f64", -1, inputs)
    values = load(work / "values.f64")
    variance, noise, trend = load(work / "scales.f64")
    return design, values, variance, noise, trend


def sklearn_model(work):
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern
    design, values, variance, noise, trend = read(work)
    smooth = (work / "kernel.txt").read_text() == "squared-exponential"
    kernel = ConstantKernel(variance, "fixed") * (RBF(lengths, "fixed") if smooth else Matern(lengths, "fixed", nu=2.5))
    return GaussianProcessRegressor(kernel, alpha=variance * noise, optimizer=None).fit(design, values - trend)


def sklearn_answers(model, work, points):
    _, _, variance, noise, trend = read(work)
    mean, deviation = model.predict(points, return_std=True)
    return numpy.concatenate([mean + trend, deviation**2 + variance * noise])


def openturns_result(work):
    import openturns as ot
    design, values, variance, noise, trend = read(work)
    ot.Log.Show(ot.Log.NONE)
    ot.ResourceMap.SetAsBool("GeneralLinearModelAlgorithm-UseAnalyticalAmplitudeEstimate", False)
    amplitude = [float(numpy.sqrt(variance))]
    smooth = (work / "kernel.txt").read_text() == "squared-exponential"
    covariance = ot.SquaredExponential(list(lengths), amplitude) if smooth else ot.MaternModel(list(lengths), amplitude, 2.5)
    covariance.setNuggetFactor(noise)
    algorithm = ot.KrigingAlgorithm(ot.Sample(design), ot.Sample((values - trend)[:, None]), covariance, ot.Basis(0))
    algorithm.setOptimizeParameters(False)
    algorithm.run()
    return algorithm.getResult()


def openturns_answers(result, work, points):
    import openturns as ot
    _, _, variance, noise, trend = read(work)
    sample = ot.Sample(points)
    mean = numpy.array(result.getMetaModel()(sample))[:, 0]
    spread = numpy.array(result.getConditionalMarginalVariance(sample)).ravel()
    return numpy.concatenate([mean + trend, spread + variance * noise])
