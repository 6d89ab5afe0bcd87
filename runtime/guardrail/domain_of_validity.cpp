// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/domain_of_validity.h"

#include "contract/contract.h"
#include "model/kernels/kernel_table.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

namespace {

/// A point is near while its distance to the nearest run is at most `margin` times the distance that nearly
/// all runs keep to their own nearest neighbour. Points between the runs and in the corners of the ranges are
/// farther from the runs than runs are from each other, and are still interpolated.
constexpr double ordinaryShare = 0.95;
constexpr double margin = 1.5;
constexpr std::size_t mostRegions = 10000;
constexpr std::size_t mostPairs = 50'000'000;

double quantile(std::vector<double> values, double share)
{
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

tl::unexpected<Diagnostic> broken(const std::string& where, const std::string& what)
{
    return fail("domain.json", "/domain" + where, fmt::format("The domain of validity is damaged: {}.", what),
                "Get the package again from where it was made.");
}

bool readInterval(const nlohmann::json& json, double& minimum, double& maximum)
{
    if (!json.is_array() || json.size() != 2 || !json[0].is_number() || !json[1].is_number())
        return false;
    minimum = json[0].get<double>();
    maximum = json[1].get<double>();
    return std::isfinite(minimum) && std::isfinite(maximum) && minimum < maximum;
}

bool readPositive(const nlohmann::json& json, const char* key, double& value)
{
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number())
        return false;
    value = found->get<double>();
    return std::isfinite(value) && value > 0;
}

Result<EmptyRegion> readRegion(const nlohmann::json& json, const Contract& contract, const std::string& where)
{
    EmptyRegion region;
    const bool shaped = json.is_object() && json.contains("inputs") && json["inputs"].is_array() &&
                        json["inputs"].size() == 2 && json["inputs"][0].is_string() &&
                        json["inputs"][1].is_string() && json.contains("first") && json.contains("second") &&
                        readInterval(json["first"], region.firstMinimum, region.firstMaximum) &&
                        readInterval(json["second"], region.secondMinimum, region.secondMaximum) &&
                        readPositive(json, "expectedRuns", region.expectedRuns);
    if (!shaped)
        return broken(where, "an empty region is not complete");
    const auto first = contract.inputIndex(json["inputs"][0].get<std::string>());
    const auto second = contract.inputIndex(json["inputs"][1].get<std::string>());
    if (!first || !second)
        return broken(where, "an empty region names an input that the contract does not have");
    region.first = *first;
    region.second = *second;
    return region;
}

std::string lowerFirst(std::string text)
{
    const auto isUpper = [&](std::size_t i) { return i < text.size() && text[i] >= 'A' && text[i] <= 'Z'; };
    if (isUpper(0) && !isUpper(1))
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

/// A bound rounded to the digits that a person reads, towards the inside of the region, so that the sentence
/// stays true.
double roundedInwards(const Variable& variable, double bound, bool isMinimum)
{
    const double scale = std::pow(10.0, variable.decimals());
    const double scaled = bound * scale;
    const double slack = 1e-9 * std::max(1.0, std::abs(scaled));
    return (isMinimum ? std::ceil(scaled - slack) : std::floor(scaled + slack)) / scale;
}

std::string intervalWords(const Variable& variable, double minimum, double maximum)
{
    const std::string name = lowerFirst(variable.label.empty() ? variable.name : variable.label);
    if (variable.type != VariableType::Real) {
        const Range& known = variable.validated.isFinite() ? variable.validated : variable.physical;
        const double from = std::max(std::floor(minimum) + 1, known.minimum);
        const double to = std::min(std::ceil(maximum) - 1, known.maximum);
        if (from == to)
            return fmt::format("{} {}", name, variable.formatValue(from));
        if (std::isfinite(from) && std::isfinite(to))
            return fmt::format("{} {} to {}", name, variable.formatValue(from), variable.formatValue(to));
    }
    const std::string low = variable.formatValue(roundedInwards(variable, minimum, true));
    const std::string high = variable.formatValue(roundedInwards(variable, maximum, false));
    if (std::isinf(minimum))
        return fmt::format("{} below {}", name, high);
    if (std::isinf(maximum))
        return fmt::format("{} above {}", name, low);
    return fmt::format("{} between {} and {}", name, low, high);
}

} // namespace

DomainOfValidity::DomainOfValidity(const Contract& contract, std::vector<double> runs)
    : m_dimensions(contract.inputs.size())
{
    const std::size_t count = runs.size() / m_dimensions;
    for (std::size_t input = 0; input < m_dimensions; ++input) {
        const Variable& variable = contract.inputs[input];
        m_names.push_back(variable.name);
        std::vector<double> values(count);
        for (std::size_t run = 0; run < count; ++run)
            values[run] = runs[run * m_dimensions + input];
        const Range range =
            variable.validated.isFinite() ? variable.validated : coveredRange(variable, values);
        m_covered.push_back(coveredRange(variable, values));
        m_offset.push_back(range.minimum);
        m_scale.push_back(range.width() > 0 ? 1 / range.width() : 1);
        m_isChoice.push_back(variable.type == VariableType::Enumeration);
        if (m_isChoice.back()) {
            m_offset.back() = 0;
            m_scale.back() = 1;
        }
    }
    for (const bool choice : {false, true})
        for (std::size_t input = 0; input < m_dimensions; ++input)
            if (m_isChoice[input] == choice)
                m_order.push_back(input);
    m_measured = std::size_t(std::count(m_isChoice.begin(), m_isChoice.end(), false));
    m_runs = cloudOf(std::move(runs));
}

DomainOfValidity::Cloud DomainOfValidity::cloudOf(std::vector<double> values) const
{
    Cloud cloud;
    cloud.count = values.size() / m_dimensions;
    cloud.stride = (cloud.count + closestStride - 1) / closestStride * closestStride;
    cloud.scaled.reserve(m_dimensions * cloud.stride);
    for (const std::size_t input : m_order)
        for (std::size_t i = 0; i < cloud.stride; ++i) {
            const std::size_t row = std::min(i, cloud.count - 1);
            cloud.scaled.push_back((values[row * m_dimensions + input] - m_offset[input]) * m_scale[input]);
        }
    cloud.values = std::move(values);
    return cloud;
}

void DomainOfValidity::setFailed(std::vector<double> runs)
{
    assert(runs.size() % m_dimensions == 0);
    m_failed = cloudOf(std::move(runs));
}

DomainOfValidity::Bounds DomainOfValidity::boundsOf(const EmptyRegion& region) const
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Range& first = m_covered[region.first];
    const Range& second = m_covered[region.second];
    return {region.first,
            region.second,
            region.firstMinimum <= first.minimum ? -infinity : region.firstMinimum,
            region.firstMaximum >= first.maximum ? infinity : region.firstMaximum,
            region.secondMinimum <= second.minimum ? -infinity : region.secondMinimum,
            region.secondMaximum >= second.maximum ? infinity : region.secondMaximum};
}

void DomainOfValidity::setRegions(std::vector<EmptyRegion> regions)
{
    m_emptyRegions = std::move(regions);
    m_bounds.clear();
    for (const EmptyRegion& region : m_emptyRegions)
        m_bounds.push_back(boundsOf(region));
}

Result<DomainOfValidity> DomainOfValidity::fit(const Contract& contract, std::span<const double> runs)
{
    const std::size_t width = contract.inputs.size();
    if (width == 0 || runs.size() < 2 * width || runs.size() % width != 0)
        return fail("domain.runs", "", "A domain of validity needs at least two runs.", "Give more runs.");
    if (!std::all_of(runs.begin(), runs.end(), [](double value) { return std::isfinite(value); }))
        return fail("domain.runs", "", "A run has an input that is not a finite number.",
                    "Take the run out.");

    DomainOfValidity domain(contract, {runs.begin(), runs.end()});
    std::vector<double> nearest; // squared; of very many runs some stand for all
    const Cloud& cloud = domain.m_runs;
    for (std::size_t a = 0; a < cloud.count; a += 1 + cloud.count * cloud.count / mostPairs) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t b = 0; b < cloud.count; ++b) {
            double sum = 0;
            for (std::size_t c = 0; c < width; ++c) {
                const double* row = cloud.scaled.data() + c * cloud.stride;
                const double difference = row[a] - row[b];
                sum += c < domain.m_measured ? difference * difference : double(difference != 0);
            }
            if (sum > 0) // a repeated run says nothing about how far apart the runs lie
                least = std::min(least, sum);
        }
        nearest.push_back(least);
    }
    domain.m_threshold = margin * std::sqrt(quantile(nearest, ordinaryShare));
    if (domain.m_threshold <= 0 || !std::isfinite(domain.m_threshold))
        return fail("domain.runs", "", "All runs have the same inputs.", "Vary the inputs between the runs.");

    EmptyRegionSearch search = findEmptyRegions(contract, cloud.values);
    domain.m_regionThreshold = search.threshold;
    domain.setRegions(std::move(search.regions));
    return domain;
}

Result<DomainOfValidity> DomainOfValidity::fromJson(const nlohmann::json& json, const Contract& contract,
                                                    std::vector<double> runs, std::vector<double> failed)
{
    const std::size_t width = contract.inputs.size();
    const auto areRuns = [&](const std::vector<double>& values) {
        return values.size() % width == 0 &&
               std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
    };
    if (width == 0 || runs.empty() || !areRuns(runs) || !areRuns(failed))
        return fail("domain.runs", "/domain",
                    "The runs of the domain of validity do not fit the contract's inputs.",
                    "Get the package again from where it was made.");
    DomainOfValidity domain(contract, std::move(runs));
    if (!json.is_object() || !readPositive(json, "threshold", domain.m_threshold) ||
        !readPositive(json, "regionThreshold", domain.m_regionThreshold))
        return broken("", "its thresholds are missing");
    if (!json.contains("emptyRegions") || !json["emptyRegions"].is_array() ||
        json["emptyRegions"].size() > mostRegions)
        return broken("/emptyRegions", "its empty regions are missing");
    std::vector<EmptyRegion> regions;
    for (const nlohmann::json& item : json["emptyRegions"]) {
        auto region = readRegion(item, contract, fmt::format("/emptyRegions/{}", regions.size()));
        if (!region)
            return fail(region.error());
        regions.push_back(*region);
    }
    domain.setRegions(std::move(regions));
    if (json.value("failedRuns", nlohmann::json(0)) != failed.size() / width)
        return broken("/failedRuns", "its failed runs are missing");
    domain.setFailed(std::move(failed));
    return domain;
}

nlohmann::json DomainOfValidity::toJson() const
{
    nlohmann::json regions = nlohmann::json::array();
    for (const EmptyRegion& region : m_emptyRegions) {
        regions.push_back({{"inputs", {m_names[region.first], m_names[region.second]}},
                           {"first", {region.firstMinimum, region.firstMaximum}},
                           {"second", {region.secondMinimum, region.secondMaximum}},
                           {"expectedRuns", region.expectedRuns}});
    }
    nlohmann::json json = {{"threshold", m_threshold},
                           {"regionThreshold", m_regionThreshold},
                           {"emptyRegions", std::move(regions)}};
    if (m_failed.count > 0)
        json["failedRuns"] = m_failed.count;
    return json;
}

DomainOfValidity::Finding DomainOfValidity::check(std::span<const double> inputs) const
{
    Finding finding;
    std::array<double, 128> few;
    std::vector<double> many(m_dimensions > few.size() ? m_dimensions : 0);
    double* point = many.empty() ? few.data() : many.data();
    for (std::size_t c = 0; c < m_dimensions; ++c)
        point[c] = (inputs[m_order[c]] - m_offset[m_order[c]]) * m_scale[m_order[c]];
    const auto closest = [&](const Cloud& cloud, std::size_t& row) { // a squared distance
        return kernels().closestRun(cloud.scaled.data(), cloud.stride, m_measured, m_dimensions, point, &row);
    };
    const double smallest = closest(m_runs, finding.run);
    finding.distance = std::sqrt(smallest);
    if (std::size_t row = 0; m_failed.count > 0 && closest(m_failed, row) < smallest)
        finding.failed = row;
    for (std::size_t i = 0; i < m_bounds.size() && !finding.region; ++i) {
        const Bounds& box = m_bounds[i];
        const double first = inputs[box.first];
        const double second = inputs[box.second];
        if (first > box.firstMinimum && first < box.firstMaximum && second > box.secondMinimum &&
            second < box.secondMaximum)
            finding.region = &m_emptyRegions[i];
    }
    finding.near = finding.distance <= m_threshold && !finding.region && !finding.failed;
    return finding;
}

double DomainOfValidity::distance(const double* one, const double* other) const
{
    double sum = 0;
    for (std::size_t input = 0; input < m_dimensions; ++input) {
        const double difference = (one[input] - other[input]) * m_scale[input];
        sum += m_isChoice[input] ? double(difference != 0) : difference * difference;
    }
    return std::sqrt(sum);
}

void DomainOfValidity::addRegions(const std::vector<EmptyRegion>& regions)
{
    std::vector<EmptyRegion> all = m_emptyRegions;
    all.insert(all.end(), regions.begin(), regions.end());
    all.resize(std::min(all.size(), mostRegions));
    setRegions(std::move(all));
}

void DomainOfValidity::lowerThreshold(double threshold)
{
    assert(threshold > 0);
    m_threshold = std::min(m_threshold, threshold);
}

ClosestRun DomainOfValidity::closestRun(const Finding& finding) const
{
    const auto first = m_runs.values.begin() + static_cast<std::ptrdiff_t>(finding.run * m_dimensions);
    return {{first, first + static_cast<std::ptrdiff_t>(m_dimensions)},
            m_runs.count,
            finding.distance,
            m_threshold};
}

std::string DomainOfValidity::describe(const Contract& contract, const EmptyRegion& region) const
{
    const Bounds box = boundsOf(region);
    std::string words = intervalWords(contract.inputs[box.first], box.firstMinimum, box.firstMaximum);
    if (box.first != box.second)
        words += " together with " +
                 intervalWords(contract.inputs[box.second], box.secondMinimum, box.secondMaximum);
    return words;
}

std::string DomainOfValidity::inWords(const Contract& contract, const Cloud& cloud, std::size_t row) const
{
    std::string words;
    for (std::size_t input = 0; input < m_dimensions; ++input) {
        const Variable& variable = contract.inputs[input];
        words += fmt::format("{}{} {}",
                             input == 0                  ? ""
                             : input + 1 == m_dimensions ? " and "
                                                         : ", ",
                             lowerFirst(variable.label.empty() ? variable.name : variable.label),
                             variable.formatValue(cloud.values[row * m_dimensions + input]));
    }
    return words;
}

std::string DomainOfValidity::explain(const Contract& contract, std::span<const double> inputs,
                                      const Finding& finding) const
{
    const std::string closest = inWords(contract, m_runs, finding.run);
    if (finding.failed)
        return fmt::format(
            "Nothing is known here: the closest run gave no answer ({}). The closest of {} that did has {}.",
            inWords(contract, m_failed, *finding.failed), m_runs.count, closest);
    if (finding.region) {
        const std::string words = describe(contract, *finding.region);
        return fmt::format("No run among {} has {}. The closest run has {}.", m_runs.count, words, closest);
    }
    if (finding.near)
        return fmt::format("There are runs near this point. The closest of {} has {}.", m_runs.count,
                           closest);

    std::size_t farthest = 0;
    double largest = -1;
    for (std::size_t input = 0; input < m_dimensions; ++input) {
        const double away =
            std::abs(inputs[input] - m_runs.values[finding.run * m_dimensions + input]) * m_scale[input];
        if (away > largest) {
            largest = away;
            farthest = input;
        }
    }
    const Variable& variable = contract.inputs[farthest];
    return fmt::format(
        "No run among {} lies near this combination. The closest run has {}; it differs most in {}.",
        m_runs.count, closest, lowerFirst(variable.label.empty() ? variable.name : variable.label));
}

} // namespace twin
