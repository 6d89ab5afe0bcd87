// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

namespace twin {

std::vector<std::size_t> assignFolds(std::size_t runs, std::size_t folds)
{
    folds = std::clamp<std::size_t>(folds, 2, std::max<std::size_t>(2, runs));
    std::vector<std::size_t> order(runs);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::mt19937_64 generator(
        20240229); // its numbers are fixed by the standard, those of distributions are not
    for (std::size_t i = runs; i > 1; --i)
        std::swap(order[i - 1], order[generator() % i]);
    std::vector<std::size_t> fold(runs);
    for (std::size_t i = 0; i < runs; ++i)
        fold[order[i]] = i % folds;
    return fold;
}

namespace {

constexpr std::size_t mostCompared = 5000; ///< runs; of more only equal ones are at one point
constexpr double sameShare = 0.02;         ///< of the usual spacing of so many runs
constexpr double sameSize = 0.05;          ///< of a value

/// How far apart runs may be in each input and still be at one point: the same setting, measured or typed
/// once more. 0 for inputs that do not vary.
std::vector<double> slackOfPoints(const double* points, std::size_t runs, std::size_t width)
{
    std::vector<double> slack(width, 0.0);
    std::size_t varied = 0;
    for (std::size_t i = 0; i < width; ++i) {
        double least = points[i], most = points[i];
        for (std::size_t run = 1; run < runs; ++run) {
            least = std::min(least, points[run * width + i]);
            most = std::max(most, points[run * width + i]);
        }
        slack[i] = most - least;
        varied += slack[i] > 0;
    }
    for (double& each : slack)
        each *= sameShare * std::pow(double(runs), -1 / double(std::max<std::size_t>(varied, 1)));
    return slack;
}

/// The number of each run's point, in the order of their appearance.
std::vector<std::size_t> pointOfRun(const double* points, std::size_t runs, std::size_t width)
{
    std::vector<std::size_t> point(runs);
    if (runs > mostCompared) {
        std::map<std::vector<double>, std::size_t> known;
        for (std::size_t run = 0; run < runs; ++run)
            point[run] =
                known
                    .try_emplace(std::vector<double>(points + run * width, points + (run + 1) * width),
                                 known.size())
                    .first->second;
        return point;
    }
    const std::vector<double> slack = slackOfPoints(points, runs, width);
    const auto isSame = [&](std::size_t a, std::size_t b) {
        for (std::size_t i = 0; i < width; ++i) {
            const double one = points[a * width + i], other = points[b * width + i];
            // Of values over decades the small ones differ though they lie close.
            if (std::fabs(one - other) >
                std::min(slack[i], sameSize * std::max(std::fabs(one), std::fabs(other))))
                return false;
        }
        return true;
    };
    std::vector<std::size_t> firsts; // the first run at each point
    for (std::size_t run = 0; run < runs; ++run) {
        const auto known =
            std::find_if(firsts.begin(), firsts.end(), [&](std::size_t first) { return isSame(first, run); });
        point[run] = std::size_t(known - firsts.begin());
        if (known == firsts.end())
            firsts.push_back(run);
    }
    return point;
}

} // namespace

std::vector<std::size_t> assignFolds(const double* points, std::size_t runs, std::size_t width,
                                     std::size_t folds)
{
    std::vector<std::size_t> fold = pointOfRun(points, runs, width);
    const std::size_t count = 1 + *std::max_element(fold.begin(), fold.end());
    const std::vector<std::size_t> ofPoint = assignFolds(count, std::min(folds, count));
    for (std::size_t& each : fold)
        each = ofPoint[each];
    return fold;
}

std::size_t countPoints(const double* points, std::size_t runs, std::size_t width)
{
    const std::vector<std::size_t> point = pointOfRun(points, runs, width);
    return 1 + *std::max_element(point.begin(), point.end());
}

double conformalQuantile(std::vector<double> values, std::size_t runs, double level)
{
    if (values.empty())
        return 0;
    const double share = level * (1 + 1 / double(runs));
    const auto rank = std::size_t(std::ceil(share * double(values.size())));
    const std::size_t index = std::min(values.size(), std::max<std::size_t>(rank, 1)) - 1;
    std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(index), values.end());
    return values[index];
}

std::vector<double> normalisedResiduals(const OutputCurve& curve, const KeptOutPredictions& predictions,
                                        const double* values)
{
    std::vector<double> residuals(predictions.link.size());
    // Of the usual deviation: a single fit without a run may have a huge one.
    std::vector<double> deviations = predictions.deviation;
    std::nth_element(deviations.begin(), deviations.begin() + std::ptrdiff_t(deviations.size() / 2),
                     deviations.end());
    const double usual = deviations[deviations.size() / 2];
    const double least = 1e-9 * (usual > 0 ? usual : *std::max_element(deviations.begin(), deviations.end()));
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        if (!predictions.counts.empty() && !predictions.counts[i / curve.transform.points()]) {
            residuals[i] = -1;
            continue;
        }
        const double truth = curve.transform.toLink(values[i]);
        const double error = std::fabs(truth - predictions.link[i]);
        const double deviation = predictions.deviation[i];
        if (truth == predictions.link[i] || (deviation <= least && error <= 1e-9 * std::fabs(truth)))
            residuals[i] = -1;
        else
            residuals[i] = error / std::max(deviation, least);
    }
    return residuals;
}

void calibrateBand(OutputCurve& curve, const KeptOutPredictions& predictions, const double* values,
                   std::size_t runs, FitEvidence& evidence, double widening)
{
    const std::size_t points = curve.transform.points();
    const std::vector<double> residuals = normalisedResiduals(curve, predictions, values);
    const auto counted =
        predictions.counts.empty()
            ? runs
            : std::size_t(std::count(predictions.counts.begin(), predictions.counts.end(), true));
    std::vector<double> informative;
    std::copy_if(residuals.begin(), residuals.end(), std::back_inserter(informative),
                 [](double r) { return r >= 0; });
    const double overall = conformalQuantile(informative, counted, curve.level);
    // Few runs say little about a single point: lean on all points together then.
    const double trust = double(counted) / double(counted + 60);
    curve.scale.assign(points, overall);
    for (std::size_t t = 0; t < points; ++t) {
        std::vector<double> near;
        for (std::size_t s = t > 0 ? t - 1 : 0; s < std::min(points, t + 2); ++s)
            for (std::size_t run = 0; run < runs; ++run)
                if (residuals[run * points + s] >= 0)
                    near.push_back(residuals[run * points + s]);
        const double own = conformalQuantile(near, counted, curve.level);
        if (own > 0 && overall > 0)
            curve.scale[t] = std::pow(own, trust) * std::pow(overall, 1 - trust);
    }
    std::vector<double> ratios;
    for (std::size_t i = 0; i < residuals.size(); ++i)
        if (residuals[i] >= 0 && curve.scale[i % points] > 0)
            ratios.push_back(residuals[i] / curve.scale[i % points]);
    if (const double factor = conformalQuantile(ratios, counted, curve.level); factor > 0)
        for (double& scale : curve.scale)
            scale *= factor * widening;

    std::vector<double> mean(runs * points), lower(runs * points), upper(runs * points);
    for (std::size_t run = 0; run < runs; ++run) {
        const double* link = predictions.link.data() + run * points;
        for (std::size_t t = 0; t < points; ++t)
            mean[run * points + t] = curve.transform.fromLink(link[t]);
        curve.band(link, predictions.deviation.data() + run * points, lower.data() + run * points,
                   upper.data() + run * points);
    }
    evidence.mean.push_back(std::move(mean));
    evidence.lower.push_back(std::move(lower));
    evidence.upper.push_back(std::move(upper));
}

} // namespace twin
