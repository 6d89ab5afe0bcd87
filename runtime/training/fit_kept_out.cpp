// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_kept_out.h"

#include "model/surrogate_model.h"
#include "training/fit_jackknife.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace twin {

namespace {

/// The rows of `values` (each `width` long) that are wanted.
std::vector<double> rowsOf(const double* values, std::size_t width, const std::vector<bool>& wanted)
{
    std::vector<double> rows;
    for (std::size_t run = 0; run < wanted.size(); ++run)
        if (wanted[run])
            rows.insert(rows.end(), values + run * width, values + (run + 1) * width);
    return rows;
}

/// For each mode of `fold` the mode of `all` that it resembles most, each used once: the fold's fits take
/// over its choices of structure.
std::vector<std::size_t> matchModes(const CurveBasis& fold, const CurveBasis& all)
{
    const std::size_t points = all.centre.size();
    const std::size_t modes = fold.basis.empty() ? points : fold.modes();
    std::vector<std::size_t> match(modes, 0);
    if (fold.basis.empty()) {
        std::iota(match.begin(), match.end(), std::size_t(0));
        return match;
    }
    std::vector<bool> used(all.modes(), false);
    for (std::size_t m = 0; m < modes; ++m) {
        double best = -1;
        for (std::size_t other = 0; other < all.modes(); ++other) {
            const double product =
                std::inner_product(fold.basis.begin() + std::ptrdiff_t(m * points),
                                   fold.basis.begin() + std::ptrdiff_t((m + 1) * points),
                                   all.basis.begin() + std::ptrdiff_t(other * points), 0.0);
            if (!used[other] && std::fabs(product) > best) {
                best = std::fabs(product);
                match[m] = other;
            }
        }
        used[match[m]] = true;
    }
    return match;
}

/// Link and deviation of each curve at each of some places.
std::vector<KeptOutPredictions> predictRows(const Regressor& regressor,
                                            const std::vector<OutputCurve>& curves,
                                            const std::vector<double>& design)
{
    const std::size_t values = regressor.values(), rows = design.size() / regressor.coordinates();
    std::vector<KeptOutPredictions> answers(curves.size());
    for (std::size_t i = 0; i < curves.size(); ++i) {
        answers[i].link.resize(rows * curves[i].transform.points());
        answers[i].deviation.resize(answers[i].link.size());
    }
    const auto instance = regressor.instantiate();
    OutputCurve::Scratch scratch;
    std::vector<double> mean(values), variance(values);
    for (std::size_t row = 0; row < rows; row += SurrogateModel::block) {
        const std::size_t count = std::min(SurrogateModel::block, rows - row);
        std::vector<double> means(values * count), variances(values * count);
        instance->predict(design.data() + row * regressor.coordinates(), count, means.data(),
                          variances.data());
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t v = 0; v < values; ++v) {
                mean[v] = means[v * count + k];
                variance[v] = variances[v * count + k];
            }
            std::size_t value = 0;
            for (std::size_t i = 0; i < curves.size(); ++i) {
                const std::size_t at = (row + k) * curves[i].transform.points();
                curves[i].linkOf(mean.data() + value, variance.data() + value, answers[i].link.data() + at,
                                 answers[i].deviation.data() + at, scratch);
                value += curves[i].modes();
            }
        }
    }
    return answers;
}

} // namespace

void addScores(SurrogatePoints& points, const CurveBasis& basis, const std::vector<double>& curves)
{
    const std::vector<double> scores = basis.scoresOf(curves.data(), points.runs);
    const std::size_t modes = scores.size() / points.runs;
    std::vector<double> energy(modes);
    for (std::size_t m = 0; m < modes; ++m) {
        const double* own = scores.data() + m * points.runs;
        energy[m] = std::inner_product(own, own + points.runs, own, 0.0);
    }
    const double total = std::accumulate(energy.begin(), energy.end(), 0.0);
    for (const double each : energy) // without a basis every value is an answer of its own
        points.share.push_back(basis.basis.empty() ? 1 : total > 0 ? each / total : 0);
    points.values.insert(points.values.end(), scores.begin(), scores.end());
}

Status predictFold(std::vector<SurrogateOutput>& all, const FamilyFit& fit, const SurrogatePoints& whole,
                   const Folds& folds, std::size_t fold, const std::vector<double>& probes)
{
    std::vector<bool> isPredicted(whole.runs), isFitted(whole.runs);
    std::vector<std::size_t> keptOut;
    for (std::size_t run = 0; run < whole.runs; ++run) {
        isPredicted[run] = folds.of[run] == fold;
        isFitted[run] = !folds.lacks(fold, run);
        if (!isFitted[run])
            keptOut.push_back(run);
    }
    const std::vector<double> test = rowsOf(whole.design.data(), whole.coordinates, isPredicted);
    SurrogatePoints some;
    some.coordinates = whole.coordinates;
    some.runs = whole.runs - keptOut.size();
    some.design = rowsOf(whole.design.data(), whole.coordinates, isFitted);

    std::vector<OutputCurve> curves;
    std::vector<std::size_t> like;
    std::size_t first = 0;
    for (const SurrogateOutput& work : all) {
        const std::size_t width = work.output.transform.curvePoints();
        const std::vector<double> kept = rowsOf(work.output.curves.data(), width, isFitted);
        const CurveBasis basis = work.basis.basis.empty()
                                     ? identityBasis(kept.data(), some.runs, width)
                                     : fitBasis(kept.data(), some.runs, width, {work.basis.modes(), 1});
        for (const std::size_t mode : matchModes(basis, work.basis))
            like.push_back(first + mode);
        first += work.curve.modes();
        curves.push_back(work.curve);
        curves.back().centre = basis.centre;
        curves.back().basis = basis.basis;
        curves.back().residual = basis.residual;
        addScores(some, basis, kept);
    }
    const auto regressor = fit.refit(some.problem(), like, keptOut);
    if (!regressor)
        return fail(regressor.error());

    std::vector<KeptOutPredictions> answers = predictRows(**regressor, curves, test);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t points = all[i].output.points;
        std::size_t row = 0;
        for (std::size_t run = 0; run < whole.runs; ++run) {
            if (!isPredicted[run])
                continue;
            std::copy_n(answers[i].link.data() + row * points, points,
                        all[i].keptOut.link.data() + run * points);
            std::copy_n(answers[i].deviation.data() + row * points, points,
                        all[i].keptOut.deviation.data() + run * points);
            ++row;
        }
    }
    if (!probes.empty()) {
        answers = predictRows(**regressor, curves, probes);
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i].probes[fold] = somePoints(answers[i], all[i].output.points);
    }
    return {};
}

std::vector<double> wideningOf(const std::vector<SurrogateOutput>& all, const Regressor& regressor,
                               const std::vector<std::size_t>& fold, const std::vector<double>& probes)
{
    std::vector<double> widening(all.size(), 1.0);
    if (probes.empty())
        return widening;
    std::vector<OutputCurve> curves;
    for (const SurrogateOutput& work : all)
        curves.push_back(work.curve);
    const std::vector<KeptOutPredictions> whole = predictRows(regressor, curves, probes);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t points = all[i].output.points;
        widening[i] = crossValidationPlusWidening(
            normalisedResiduals(all[i].curve, all[i].keptOut, all[i].output.values), fold, all[i].probes,
            somePoints(whole[i], points), points, all[i].curve.level);
    }
    return widening;
}

} // namespace twin
