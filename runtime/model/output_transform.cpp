// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/output_transform.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

using Kind = OutputTransform::Kind;

std::string_view toString(Kind kind)
{
    switch (kind) {
    case Kind::None:
        return "none";
    case Kind::Log:
        return "log";
    case Kind::Logit:
        return "logit";
    case Kind::CumulativeHazard:
        return "cumulative-hazard";
    }
    return {};
}

Result<Kind> transformFromString(std::string_view name, const std::string& location)
{
    for (const Kind each : {Kind::None, Kind::Log, Kind::Logit, Kind::CumulativeHazard})
        if (toString(each) == name)
            return each;
    return fail("model.transform", location, fmt::format("There is no transform named \"{}\".", name),
                "Use \"none\", \"log\", \"logit\" or \"cumulative-hazard\".");
}

Result<OutputTransform> OutputTransform::fit(Kind kind, const double* values, std::size_t runs,
                                             std::size_t points, const std::string& outputName,
                                             const std::string& location)
{
    OutputTransform transform;
    transform.m_kind = kind;
    transform.m_points = points;
    const auto [least, most] = std::minmax_element(values, values + runs * points);
    if (kind == Kind::Log && !(*least > 0))
        return fail("fit.transform.log", location,
                    fmt::format("{} has the value {}, which has no logarithm.", outputName, *least),
                    "Use the transform \"none\" for this output.");
    if (kind == Kind::Logit && !(*least > 0 && *most < 1))
        return fail("fit.transform.logit", location,
                    fmt::format("{} runs from {} to {}; a logit needs values between 0 and 1.", outputName,
                                *least, *most),
                    "Use the transform \"none\" for this output.");
    if (kind != Kind::CumulativeHazard)
        return transform;

    if (!(*least >= 0 && *most < 1))
        return fail("fit.transform.hazard", location,
                    fmt::format("{} runs from {} to {}; a cumulative probability lies within 0..1, below 1.",
                                outputName, *least, *most),
                    "Use the transform \"none\" for this output.");
    const auto isZeroAt = [&](std::size_t point) {
        for (std::size_t run = 0; run < runs; ++run)
            if (values[run * points + point] != 0)
                return false;
        return true;
    };
    while (transform.m_first < points && isZeroAt(transform.m_first))
        ++transform.m_first;
    if (transform.m_first == points)
        return fail("fit.transform.hazard", location, fmt::format("{} is 0 in every run.", outputName),
                    "Leave this output out, or give it as an expression.");
    double leastIncrement = std::numeric_limits<double>::infinity();
    bool hasZero = false;
    for (std::size_t run = 0; run < runs; ++run) {
        double before = 0;
        for (std::size_t point = transform.m_first; point < points; ++point) {
            const double hazard = -std::log1p(-values[run * points + point]);
            const double increment = hazard - before;
            before = hazard;
            if (increment < 0)
                return fail(
                    "fit.transform.hazard", location,
                    fmt::format("{} falls along the axis in run {} of {}.", outputName, run + 1, runs),
                    "Use the transform \"none\" for this output, or mend the runs.");
            if (increment > 0)
                leastIncrement = std::min(leastIncrement, increment);
            else
                hasZero = true;
        }
    }
    if (hasZero)
        transform.m_floor = std::isfinite(leastIncrement) ? leastIncrement : 1e-12;
    return transform;
}

Result<OutputTransform> OutputTransform::load(const StoredNumbers& stored, std::size_t points)
{
    OutputTransform transform;
    transform.m_points = points;
    const auto name = stored.text("kind");
    if (!name)
        return fail(name.error());
    const auto kind = transformFromString(*name, stored.location() + "/kind");
    if (!kind)
        return fail(kind.error());
    transform.m_kind = *kind;
    if (*kind != Kind::CumulativeHazard)
        return transform;
    const auto first = stored.count("first", 0, points - 1);
    if (!first)
        return fail(first.error());
    const auto floor = stored.number("floor", 0, 1);
    if (!floor)
        return fail(floor.error());
    transform.m_first = *first;
    transform.m_floor = *floor;
    return transform;
}

nlohmann::json OutputTransform::save() const
{
    nlohmann::json json = {{"kind", toString(m_kind)}};
    if (m_kind == Kind::CumulativeHazard) {
        json["first"] = m_first;
        json["floor"] = m_floor;
    }
    return json;
}

void OutputTransform::toCurve(const double* values, double* curve) const
{
    if (m_kind != Kind::CumulativeHazard) {
        std::transform(values, values + m_points, curve, [this](double value) { return toLink(value); });
        return;
    }
    double before = 0;
    for (std::size_t point = m_first; point < m_points; ++point) {
        const double hazard = -std::log1p(-values[point]);
        *curve++ = std::log(hazard - before + m_floor);
        before = hazard;
    }
}

double OutputTransform::toLink(double value) const
{
    switch (m_kind) {
    case Kind::None:
        return value;
    case Kind::Log:
        return std::log(value);
    case Kind::Logit:
        return std::log(value) - std::log1p(-value);
    case Kind::CumulativeHazard:
        return std::log(-std::log1p(-value));
    }
    return value;
}

double OutputTransform::fromLink(double link) const
{
    switch (m_kind) {
    case Kind::None:
        return link;
    case Kind::Log:
        return std::exp(link);
    case Kind::Logit:
        return link >= 0 ? 1 / (1 + std::exp(-link)) : std::exp(link) / (1 + std::exp(link));
    case Kind::CumulativeHazard:
        return -std::expm1(-std::exp(link));
    }
    return link;
}

void OutputTransform::curveToLink(const double* curve, double* link, double* increments) const
{
    if (m_kind != Kind::CumulativeHazard) {
        std::copy_n(curve, m_points, link);
        return;
    }
    std::fill_n(link, m_first, -std::numeric_limits<double>::infinity());
    double hazard = 0;
    for (std::size_t s = 0; s < curvePoints(); ++s) {
        const double raised = std::exp(curve[s]);
        increments[s] = raised > m_floor ? raised : 0;
        hazard += std::max(0.0, raised - m_floor);
        link[m_first + s] = std::log(hazard);
    }
}

} // namespace twin
