// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_polynomial.h"

#include "model/polynomial_model.h"
#include "training/fit_basis.h"
#include "training/fit_calibration.h"
#include "training/fit_options.h"

#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

namespace twin {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

RowMajor termsOf(const PolynomialTerms& terms, const std::vector<double>& design, std::size_t runs)
{
    RowMajor matrix(Eigen::Index(runs), Eigen::Index(terms.count()));
    std::vector<double> powers;
    for (std::size_t run = 0; run < runs; ++run)
        terms.evaluate(design.data() + run * terms.coordinates(), matrix.row(Eigen::Index(run)).data(),
                       powers);
    return matrix;
}

/// Least squares on one set of runs for any number of right-hand sides.
struct LeastSquares
{
    RowMajor coefficients; ///< terms x values
    RowMajor leverage;     ///< lower triangle V with t' (T'T)^-1 t = |V t|^2
    Eigen::VectorXd hat;   ///< leverage of each run
    bool unique = false;
};

/// A trace of ridge settles what the runs leave open: the square of a two-valued input is a constant, and the
/// items of an enumeration add up to one. Where the runs do determine the terms it changes nothing that can
/// be seen.
LeastSquares solve(const RowMajor& terms, const RowMajor& values)
{
    LeastSquares result;
    const Eigen::Index rows = terms.rows(), count = terms.cols();
    const double ridge = 1e-11 * double(rows);
    Eigen::MatrixXd augmented(rows + count, count);
    augmented << terms, std::sqrt(ridge) * Eigen::MatrixXd::Identity(count, count);
    Eigen::MatrixXd targets = Eigen::MatrixXd::Zero(rows + count, values.cols());
    targets.topRows(rows) = values;
    result.coefficients = augmented.householderQr().solve(targets);
    const Eigen::LLT<Eigen::MatrixXd> factor(augmented.transpose() * augmented);
    result.unique = factor.info() == Eigen::Success;
    if (!result.unique)
        return result;
    result.leverage = factor.matrixL().solve(Eigen::MatrixXd::Identity(count, count));
    result.hat = (terms * result.leverage.transpose()).rowwise().squaredNorm();
    return result;
}

/// Leave-one-out error over all values, each in units of its own spread. Source: Allen's PRESS, Technometrics
/// 16, 1974.
double leaveOneOutError(const LeastSquares& fit, const RowMajor& terms, const RowMajor& values)
{
    const RowMajor errors = values - terms * fit.coefficients;
    double sum = 0;
    for (Eigen::Index v = 0; v < values.cols(); ++v) {
        const double spread = (values.col(v).array() - values.col(v).mean()).square().sum();
        if (spread > 0)
            sum += (errors.col(v).array() / (1 - fit.hat.array()).max(1e-6)).square().sum() / spread;
    }
    return sum;
}

/// The noise of each value, from the residuals and the degrees of freedom left.
std::vector<double> noiseOf(const LeastSquares& fit, const RowMajor& terms, const RowMajor& values)
{
    const RowMajor errors = values - terms * fit.coefficients;
    const double freedom = std::max<double>(1, double(terms.rows() - terms.cols()));
    const Eigen::RowVectorXd noise = errors.colwise().squaredNorm() / freedom;
    return {noise.data(), noise.data() + noise.size()};
}

struct Chosen
{
    PolynomialTerms terms;
    RowMajor matrix;
    LeastSquares fit;
};

/// All outputs side by side: runs x (curve points of every output), each around its mean.
RowMajor gatherCurves(const std::vector<OutputRuns>& outputs, std::size_t runs)
{
    std::size_t width = 0;
    for (const OutputRuns& output : outputs)
        width += output.transform.curvePoints();
    RowMajor values = RowMajor::Zero(Eigen::Index(runs), Eigen::Index(width));
    Eigen::Index column = 0;
    for (const OutputRuns& output : outputs) {
        const auto points = Eigen::Index(output.transform.curvePoints());
        values.middleCols(column, points) =
            Eigen::Map<const RowMajor>(output.curves.data(), Eigen::Index(runs), points);
        column += points;
    }
    return values;
}

Result<Chosen> chooseDegree(const FitOptions& options, const std::vector<double>& design,
                            std::size_t coordinates, std::size_t runs, const RowMajor& values)
{
    const auto degree = options.number("degree", 1, 10);
    if (!degree)
        return fail(degree.error());
    std::optional<Chosen> best;
    double least = std::numeric_limits<double>::infinity();
    const std::size_t from = *degree ? std::size_t(**degree) : 1;
    const std::size_t to = *degree ? from : 4;
    for (std::size_t each = from; each <= to; ++each) {
        const std::size_t count = PolynomialTerms::countOf(coordinates, each);
        if (count * 10 > runs * 9) // fewer runs than this leave nothing to estimate the noise from
            break;
        Chosen chosen{PolynomialTerms(coordinates, each), {}, {}};
        chosen.matrix = termsOf(chosen.terms, design, runs);
        chosen.fit = solve(chosen.matrix, values);
        if (!chosen.fit.unique)
            break;
        const double error = leaveOneOutError(chosen.fit, chosen.matrix, values);
        if (error < least || !best) {
            least = error;
            best = std::move(chosen);
        }
    }
    if (!best)
        return fail(
            "fit.polynomial.terms", options.location(),
            fmt::format("{} runs do not determine a polynomial of degree {} in {} coordinates ({} terms).",
                        runs, from, coordinates, PolynomialTerms::countOf(coordinates, from)),
            "Use a lower degree, or more runs that vary every input by itself.");
    return std::move(*best);
}

} // namespace

Result<std::unique_ptr<Model>> fitPolynomialModel(const nlohmann::json& spec, const Contract& contract,
                                                  const RunSet& runs, std::size_t foldCount,
                                                  const std::string& location, FitEvidence& evidence,
                                                  const Progress& progress)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto options = FitOptions::read(spec, {"degree", "transform", "logInputs"}, location);
    if (!options)
        return fail(options.error());
    auto outputs = gatherOutputs(*options, contract, runs, 3);
    if (!outputs)
        return fail(outputs.error());
    auto encoding = fitEncoding(*options, contract, runs);
    if (!encoding)
        return fail(encoding.error());
    const std::size_t coordinates = encoding->coordinates();
    std::vector<double> design(runs.runs * coordinates);
    encoding->encode(runs.inputs.data(), runs.runs, design.data());
    const RowMajor values = gatherCurves(*outputs, runs.runs);
    auto chosen = chooseDegree(*options, design, coordinates, runs.runs, values);
    if (!chosen)
        return fail(chosen.error());

    std::vector<OutputCurve> curves;
    std::vector<KeptOutPredictions> keptOut;
    for (const OutputRuns& output : *outputs) {
        OutputCurve curve;
        curve.output = output.name;
        curve.transform = output.transform;
        curve.centre.assign(output.transform.curvePoints(), 0.0);
        curve.residual.assign(output.transform.curvePoints(), 0.0);
        curve.level = output.variable->confidence.level;
        curves.push_back(std::move(curve));
        keptOut.push_back(
            {std::vector<double>(runs.runs * output.points), std::vector<double>(runs.runs * output.points)});
    }

    evidence.fold = assignFolds(runs.runs, foldCount);
    const std::size_t folds = 1 + *std::max_element(evidence.fold.begin(), evidence.fold.end());
    OutputCurve::Scratch scratch;
    for (std::size_t fold = 0; fold < folds; ++fold) {
        if (progress && !progress(double(fold) / double(folds), "predicting runs kept out of the fit"))
            return fail("fit.cancelled", location, "Training was cancelled.",
                        "Start it again when you want it.");
        std::vector<Eigen::Index> train, test;
        for (std::size_t run = 0; run < runs.runs; ++run)
            (evidence.fold[run] == fold ? test : train).push_back(Eigen::Index(run));
        const RowMajor trainTerms = chosen->matrix(train, Eigen::all),
                       trainValues = values(train, Eigen::all);
        const LeastSquares fit = solve(trainTerms, trainValues);
        if (!fit.unique)
            return fail("fit.polynomial.terms", location,
                        fmt::format("Without fold {} the runs do not determine the polynomial.", fold + 1),
                        "Use a lower degree, or more runs.");
        const std::vector<double> noise = noiseOf(fit, trainTerms, trainValues);
        for (const Eigen::Index run : test) {
            const Eigen::RowVectorXd prediction = chosen->matrix.row(run) * fit.coefficients;
            const double leverage = (fit.leverage * chosen->matrix.row(run).transpose()).squaredNorm();
            std::vector<double> variance(noise);
            for (double& each : variance)
                each *= 1 + leverage;
            std::size_t column = 0;
            for (std::size_t i = 0; i < curves.size(); ++i) {
                const std::size_t points = (*outputs)[i].points;
                curves[i].linkOf(prediction.data() + column, variance.data() + column,
                                 keptOut[i].link.data() + std::size_t(run) * points,
                                 keptOut[i].deviation.data() + std::size_t(run) * points, scratch);
                column += curves[i].centre.size();
            }
        }
    }

    const std::vector<double> noise = noiseOf(chosen->fit, chosen->matrix, values);
    const RowMajor coefficients = chosen->fit.coefficients.transpose(); // values x terms
    const auto terms = std::size_t(coefficients.cols());
    std::vector<PolynomialModel::Part> parts;
    std::size_t column = 0;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const OutputRuns& output = (*outputs)[i];
        calibrateBand(curves[i], keptOut[i], output.values, runs.runs, evidence);
        const std::size_t width = curves[i].centre.size();
        PolynomialModel::Part part;
        part.curve = std::move(curves[i]);
        if (output.variable->confidence.kind == Confidence::Kind::None)
            part.curve.scale.clear();
        part.coefficients.assign(coefficients.data() + column * terms,
                                 coefficients.data() + (column + width) * terms);
        part.noise.assign(noise.begin() + std::ptrdiff_t(column),
                          noise.begin() + std::ptrdiff_t(column + width));
        column += width;
        parts.push_back(std::move(part));
        evidence.details["outputs"][output.name] = {{"transform", toString(output.transform.kind())}};
    }
    evidence.details["kind"] = "polynomial";
    evidence.details["degree"] = chosen->terms.degree();
    evidence.details["terms"] = terms;
    evidence.details["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::vector<double> leverage(chosen->fit.leverage.data(), chosen->fit.leverage.data() + terms * terms);
    return std::make_unique<PolynomialModel>(std::move(*encoding), std::move(chosen->terms),
                                             std::move(leverage), std::move(parts));
}

} // namespace twin
