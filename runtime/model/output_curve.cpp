// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/output_curve.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

void OutputCurve::linkOf(const double* modeMeans, const double* modeVariances, double* link,
                         double* deviation, Scratch& scratch) const
{
    const std::size_t curvePoints = centre.size();
    const std::size_t points = transform.points();
    const std::size_t first = points - curvePoints;
    const bool cumulative = transform.kind() == OutputTransform::Kind::CumulativeHazard;
    scratch.curve.resize(curvePoints);
    scratch.increments.resize(curvePoints);

    std::copy(centre.begin(), centre.end(), scratch.curve.begin());
    if (basis.empty()) {
        for (std::size_t s = 0; s < curvePoints; ++s)
            scratch.curve[s] += modeMeans[s];
    } else {
        for (std::size_t m = 0; m < modes(); ++m)
            for (std::size_t s = 0; s < curvePoints; ++s)
                scratch.curve[s] += modeMeans[m] * basis[m * curvePoints + s];
    }
    transform.curveToLink(scratch.curve.data(), link, scratch.increments.data());
    if (deviation == nullptr)
        return;

    // Variances first, square roots at the end. Along a cumulative sum a mode's effect adds up before it is
    // squared.
    std::fill_n(deviation, points, 0.0);
    double* variance = deviation + first;
    const auto& weight = scratch.increments;
    if (basis.empty()) {
        double running = 0;
        for (std::size_t s = 0; s < curvePoints; ++s) {
            const double own = modeVariances[s] + residual[s];
            running += cumulative ? weight[s] * weight[s] * own : 0;
            variance[s] = cumulative ? running : own;
        }
    } else {
        for (std::size_t m = 0; m < modes(); ++m) {
            double running = 0;
            for (std::size_t s = 0; s < curvePoints; ++s) {
                const double loading = basis[m * curvePoints + s];
                running = cumulative ? running + weight[s] * loading : loading;
                variance[s] += running * running * modeVariances[m];
            }
        }
        double running = 0;
        for (std::size_t s = 0; s < curvePoints; ++s) {
            running = cumulative ? running + weight[s] * weight[s] * residual[s] : residual[s];
            variance[s] += running;
        }
    }
    for (std::size_t s = 0; s < curvePoints; ++s) {
        const double hazard = cumulative ? std::exp(link[first + s]) : 1;
        variance[s] = hazard > 0 ? std::sqrt(variance[s]) / hazard : 0;
    }
}

void OutputCurve::band(const double* link, const double* deviation, double* lower, double* upper) const
{
    const std::size_t points = transform.points();
    for (std::size_t t = 0; t < points; ++t) {
        const double half = scale[t] * deviation[t];
        lower[t] = transform.fromLink(link[t] - half);
        upper[t] = transform.fromLink(link[t] + half);
    }
    if (transform.kind() != OutputTransform::Kind::CumulativeHazard)
        return;
    for (std::size_t t = 1; t < points; ++t)
        upper[t] = std::max(upper[t], upper[t - 1]);
    for (std::size_t t = points - 1; t > 0; --t)
        lower[t - 1] = std::min(lower[t - 1], lower[t]);
}

void OutputCurve::respond(const double* modeMeans, const double* modeVariances, double factor, double* mean,
                          double* lower, double* upper, Scratch& scratch) const
{
    const std::size_t points = transform.points();
    const bool wanted = lower != nullptr && upper != nullptr;
    const bool banded = wanted && !scale.empty() && modeVariances != nullptr;
    scratch.link.resize(points);
    scratch.deviation.resize(points);
    linkOf(modeMeans, modeVariances, scratch.link.data(), banded ? scratch.deviation.data() : nullptr,
           scratch);
    for (std::size_t t = 0; t < points; ++t)
        mean[t] = transform.fromLink(scratch.link[t]);
    if (banded) {
        for (double& deviation : scratch.deviation)
            deviation *= factor;
        band(scratch.link.data(), scratch.deviation.data(), lower, upper);
    } else if (wanted) {
        std::fill_n(lower, points, std::numeric_limits<double>::quiet_NaN());
        std::fill_n(upper, points, std::numeric_limits<double>::quiet_NaN());
    }
}

void OutputCurve::respondPlain(const double* means, const double* variances, const double* factors,
                               std::size_t rows, const OutputSlice& slice) const
{
    const std::size_t points = centre.size();
    const bool banded = !scale.empty() && variances != nullptr;
    for (std::size_t t = 0; t < points; ++t) {
        const double* own = means + t * rows;
        if (slice.mean)
            for (std::size_t row = 0; row < rows; ++row)
                slice.mean[row * points + t] = centre[t] + own[row];
        for (std::size_t row = 0; row < rows && (slice.lower || slice.upper); ++row) {
            double half = banded ? scale[t] * std::sqrt(variances[t * rows + row] + residual[t])
                                 : std::numeric_limits<double>::quiet_NaN();
            if (factors)
                half *= factors[row];
            if (slice.lower)
                slice.lower[row * points + t] = centre[t] + own[row] - half;
            if (slice.upper)
                slice.upper[row * points + t] = centre[t] + own[row] + half;
        }
    }
}

void OutputCurve::respondAll(const double* means, const double* variances, const double* factors,
                             std::size_t rows, const OutputSlice& slice, Scratch& scratch) const
{
    if (transform.kind() == OutputTransform::Kind::None && basis.empty())
        return respondPlain(means, variances, factors, rows, slice);
    const std::size_t points = transform.points();
    if (transform.kind() == OutputTransform::Kind::None && points == 1 && basis.empty() && !slice.lower &&
        !slice.upper) { // a contour asks for a great many of these
        for (std::size_t row = 0; row < rows && slice.mean; ++row)
            slice.mean[row] = centre[0] + means[row];
        return;
    }
    scratch.modes.resize(modes());
    scratch.variances.resize(modes());
    scratch.running.resize(2 * points);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t m = 0; m < modes(); ++m) {
            scratch.modes[m] = means[m * rows + row];
            if (variances)
                scratch.variances[m] = variances[m * rows + row];
        }
        double* mean = slice.mean ? slice.mean + row * points : scratch.running.data();
        double* other = scratch.running.data() + points;
        const bool banded = slice.lower || slice.upper;
        respond(scratch.modes.data(), variances ? scratch.variances.data() : nullptr,
                factors ? factors[row] : 1, mean,
                slice.lower ? slice.lower + row * points : (banded ? other : nullptr),
                slice.upper ? slice.upper + row * points : (banded ? other : nullptr), scratch);
    }
}

Result<OutputCurve> OutputCurve::load(const StoredNumbers& stored, const Contract& contract)
{
    OutputCurve curve;
    const auto name = stored.text("output");
    if (!name)
        return fail(name.error());
    const Variable* variable = contract.findOutput(*name);
    if (variable == nullptr)
        return stored.wrong("model.output", "output",
                            fmt::format("The contract has no output \"{}\".", *name));
    curve.output = *name;
    const std::size_t points = contract.points(*variable);
    const auto transformJson = stored.object("transform");
    if (!transformJson)
        return fail(transformJson.error());
    const auto transform = OutputTransform::load(*transformJson, points);
    if (!transform)
        return fail(transform.error());
    curve.transform = *transform;
    const std::size_t curvePoints = curve.transform.curvePoints();
    const auto centre = stored.array("centre", {curvePoints});
    if (!centre)
        return fail(centre.error());
    curve.centre = (*centre)->values;
    const auto residual = stored.array("residual", {curvePoints});
    if (!residual)
        return fail(residual.error());
    curve.residual = (*residual)->values;
    if (std::any_of(curve.residual.begin(), curve.residual.end(), [](double value) { return value < 0; }))
        return stored.wrong("model.number", "residual", "A variance is below zero.");
    if (stored.member("basis")) {
        const auto basis = stored.array("basis", {std::nullopt, curvePoints});
        if (!basis)
            return fail(basis.error());
        curve.basis = (*basis)->values;
    }
    if (variable->confidence.kind == Confidence::Kind::None)
        return curve;
    const auto level = stored.number("level", 0, 1);
    if (!level)
        return fail(level.error());
    if (*level != variable->confidence.level)
        return stored.wrong("model.level", "level",
                            fmt::format("The band of {} was calibrated for {} and the contract declares {}.",
                                        *name, *level, variable->confidence.level));
    curve.level = *level;
    const auto scale = stored.array("scale", {points});
    if (!scale)
        return fail(scale.error());
    curve.scale = (*scale)->values;
    if (std::any_of(curve.scale.begin(), curve.scale.end(), [](double value) { return value < 0; }))
        return stored.wrong("model.number", "scale", "The scale of the band is below zero.");
    auto spread = BandSpread::load(stored);
    if (!spread)
        return fail(spread.error());
    curve.spread = std::move(*spread);
    return curve;
}

nlohmann::json OutputCurve::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json json = {{"output", output}, {"transform", transform.save()}, {"level", level}};
    const auto keep = [&](const char* key, std::vector<std::size_t> shape,
                          const std::vector<double>& values) {
        arrays[prefix + key] = {std::move(shape), values};
        json[key] = prefix + key;
    };
    keep("centre", {centre.size()}, centre);
    keep("residual", {residual.size()}, residual);
    if (!basis.empty())
        keep("basis", {modes(), centre.size()}, basis);
    if (!scale.empty())
        keep("scale", {scale.size()}, scale);
    spread.save(json, prefix, arrays);
    return json;
}

} // namespace twin
