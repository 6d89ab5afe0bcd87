// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_spread.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace twin {

namespace {

constexpr std::size_t fewestSizes = 60;
constexpr std::size_t sizesPerCoordinate = 10;
constexpr std::size_t mostFolds = 20;
constexpr double priorDeviation = 0.5;  // of a slope, over a standard deviation of its coordinate
constexpr double clearly = 2.5;         // standard errors of the mean gain
constexpr double mostLogarithm = 3;     // of a factor
constexpr double leastDeviation = 0.25; // of a coordinate's range: a choice that few runs have moves little

/// The sizes of runs' errors with their places.
struct Sizes
{
    Eigen::MatrixXd places;  ///< runs x (1 + coordinates), standardised; the first column is 1
    Eigen::VectorXd sizes;   ///< 1 on the average; 0 where unknown
    Eigen::VectorXd isKnown; ///< 1 or 0
    std::vector<std::size_t> fold;
};

/// Of each run the mean of its residuals, each over what is usual at its point of the axis.
std::vector<double> sizesOf(const std::vector<double>& residuals, std::size_t runs)
{
    const std::size_t points = residuals.size() / runs;
    std::vector<double> usual(points, 0.0);
    for (std::size_t t = 0; t < points; ++t) {
        std::size_t count = 0;
        for (std::size_t run = 0; run < runs; ++run)
            if (const double each = residuals[run * points + t]; each >= 0) {
                usual[t] += each;
                ++count;
            }
        usual[t] = count > 0 ? usual[t] / double(count) : 0;
    }
    std::vector<double> sizes(runs, -1.0);
    for (std::size_t run = 0; run < runs; ++run) {
        double sum = 0;
        std::size_t count = 0;
        for (std::size_t t = 0; t < points; ++t)
            if (const double each = residuals[run * points + t]; each >= 0 && usual[t] > 0) {
                sum += each / usual[t];
                ++count;
            }
        if (count > 0)
            sizes[run] = sum / double(count);
    }
    return sizes;
}

/// Offset and slopes: the minimum of sum(size / factor + log factor) + |slopes|^2 / (2 prior^2), which is
/// convex, over the runs whose fold is not `without`.
Eigen::VectorXd mostLikely(const Sizes& all, std::size_t without)
{
    const Eigen::Index terms = all.places.cols();
    Eigen::ArrayXd counts = all.isKnown;
    for (std::size_t run = 0; run < all.fold.size(); ++run)
        if (all.fold[run] == without)
            counts[Eigen::Index(run)] = 0;
    Eigen::VectorXd prior = Eigen::VectorXd::Constant(terms, 1 / (priorDeviation * priorDeviation));
    prior[0] = 0;
    const auto cost = [&](const Eigen::VectorXd& at) {
        const Eigen::ArrayXd log = all.places * at;
        return (counts * (all.sizes.array() * (-log).exp() + log)).sum() +
               0.5 * (prior.array() * at.array().square()).sum();
    };
    Eigen::VectorXd found = Eigen::VectorXd::Zero(terms);
    double least = cost(found);
    for (int step = 0; step < 50; ++step) {
        const Eigen::ArrayXd ratio = counts * all.sizes.array() * (-(all.places * found).array()).exp();
        const Eigen::VectorXd gradient =
            all.places.transpose() * (counts - ratio).matrix() + prior.cwiseProduct(found);
        Eigen::MatrixXd curvature = all.places.transpose() * ratio.matrix().asDiagonal() * all.places;
        curvature.diagonal() += prior;
        Eigen::VectorXd move = curvature.ldlt().solve(gradient);
        double next = cost(found - move);
        for (int halving = 0; halving < 30 && !(next <= least); ++halving) {
            move /= 2;
            next = cost(found - move);
        }
        if (!(next < least - 1e-10 * std::fabs(least)))
            break;
        found -= move;
        least = next;
    }
    return found;
}

/// Whether the logarithms of factors that were found without a run predict the size of its error clearly
/// better than the mean size, 1, does.
bool isWorthIt(const Sizes& all, const Eigen::ArrayXd& logFactors)
{
    const Eigen::ArrayXd gain =
        all.isKnown.array() * (all.sizes.array() * (1 - (-logFactors).exp()) - logFactors);
    const double count = all.isKnown.sum(), mean = gain.sum() / count;
    const double deviation = std::sqrt((all.isKnown.array() * (gain - mean).square()).sum() / count);
    return mean > clearly * deviation / std::sqrt(count);
}

} // namespace

void fitSpread(OutputCurve& curve, KeptOutPredictions& predictions, const double* values,
               const double* design, std::size_t runs, std::size_t coordinates,
               const std::vector<std::size_t>& fold)
{
    const std::vector<double> sizes = sizesOf(normalisedResiduals(curve, predictions, values), runs);
    const auto count =
        std::size_t(std::count_if(sizes.begin(), sizes.end(), [](double size) { return size >= 0; }));
    if (count < std::max(fewestSizes, sizesPerCoordinate * coordinates))
        return;
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const RowMajor> where(design, Eigen::Index(runs), Eigen::Index(coordinates));
    const Eigen::RowVectorXd centre = where.colwise().mean();
    const Eigen::RowVectorXd range = where.colwise().maxCoeff() - where.colwise().minCoeff();
    Eigen::RowVectorXd deviation = (where.rowwise() - centre).array().square().colwise().mean().sqrt();
    deviation = deviation.cwiseMax(leastDeviation * range);
    deviation = (deviation.array() > 0)
                    .select(deviation, Eigen::RowVectorXd::Constant(deviation.size(),
                                                                    std::numeric_limits<double>::infinity()));

    Sizes all;
    all.places.resize(where.rows(), where.cols() + 1);
    all.places.col(0).setOnes();
    all.places.rightCols(where.cols()) = (where.rowwise() - centre).array().rowwise() / deviation.array();
    const Eigen::Map<const Eigen::ArrayXd> known(sizes.data(), where.rows());
    all.isKnown = (known >= 0).cast<double>();
    all.sizes = known.max(0);
    if (!(all.sizes.sum() > 0))
        return;
    all.sizes *= double(count) / all.sizes.sum();
    for (const std::size_t each : fold)
        all.fold.push_back(each % mostFolds);

    const std::size_t folds = 1 + *std::max_element(all.fold.begin(), all.fold.end());
    std::vector<Eigen::VectorXd> without;
    for (std::size_t each = 0; each < folds; ++each)
        without.push_back(mostLikely(all, each));
    Eigen::ArrayXd logFactors(where.rows());
    for (std::size_t run = 0; run < runs; ++run)
        logFactors[Eigen::Index(run)] = all.places.row(Eigen::Index(run)).dot(without[all.fold[run]]);
    if (!isWorthIt(all, logFactors))
        return;

    const Eigen::VectorXd slopes = mostLikely(all, mostFolds);
    for (Eigen::Index c = 0; c < where.cols(); ++c) {
        curve.spread.slopes.push_back(slopes[c + 1] / deviation[c]);
        curve.spread.centres.push_back(centre[c]);
    }
    const Eigen::ArrayXd shown = (all.places * slopes).array() - slopes[0];
    curve.spread.least = std::max(shown.minCoeff(), -mostLogarithm);
    curve.spread.most = std::min(shown.maxCoeff(), mostLogarithm);
    const std::size_t points = predictions.deviation.size() / runs;
    for (std::size_t i = 0; i < predictions.deviation.size(); ++i)
        predictions.deviation[i] *= std::exp(std::clamp(logFactors[Eigen::Index(i / points)] - slopes[0],
                                                        curve.spread.least, curve.spread.most));
}

} // namespace twin
