// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/findings.h"

#include "guardrail/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

using nlohmann::json;

constexpr double poorFit = 0.9, noFit = 0.1; // R²
constexpr double overboldBand = 0.05;
constexpr std::size_t fewJudges = 30;
constexpr std::size_t regionsShown = 8;

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

void add(json& list, const char* kind, std::string words, const Variable* output = nullptr)
{
    json entry = {{"kind", kind}, {"words", std::move(words)}};
    if (output)
        entry["output"] = output->name;
    list.push_back(std::move(entry));
}

void judgeOutput(json& list, const Variable& output, const OutputScore& score)
{
    if (!(score.r2 >= poorFit))
        add(list, "poor-fit",
            score.r2 >= noFit
                ? fmt::format(
                      "{} is followed only roughly: {:.0f} % of its variation between runs is explained.",
                      output.label, std::floor(100 * score.r2))
                : fmt::format("{} is not followed at all: its answers are hardly nearer to the runs than "
                              "their mean is.",
                              output.label),
            &output);
    if (score.coverage < score.level - overboldBand)
        add(list, "overbold-band",
            fmt::format("The band of {} is too narrow: it holds {:.0f} % of the values instead of {:g} %.",
                        insideSentence(output.label), 100 * score.coverage, 100 * score.level),
            &output);
}

void judgeRegions(json& list, const Contract& contract, std::size_t output, const HeldOutAnswers& answers,
                  const std::vector<InputRegion>& regions)
{
    const Variable& variable = contract.outputs[output];
    const double everywhere = scoreOutput(contract, output, answers).rmse;
    for (const InputRegion& region : regions) {
        const RegionScore score = scoreRegion(contract, output, answers, region.runs);
        if (score.isOverbold)
            add(list, "overbold-region",
                fmt::format("With {}, the band of {} holds only {:.0f} % of the values instead of {:g} %.",
                            region.words, insideSentence(variable.label), 100 * score.coverage,
                            100 * variable.confidence.level),
                &variable);
        if (score.isWeak)
            add(list, "weak-region",
                fmt::format("With {}, the errors of {} are {:.1f} times as large as they are overall.",
                            region.words, insideSentence(variable.label), score.rmse / everywhere),
                &variable);
    }
}

/// Whether one empty region adds little to another of the same inputs.
bool isMostlyInside(const EmptyRegion& region, const EmptyRegion& other)
{
    if (region.first != other.first || region.second != other.second)
        return false;
    const auto shared = [](double least, double most, double otherLeast, double otherMost) {
        return std::max(0.0, std::min(most, otherMost) - std::max(least, otherLeast)) / (most - least);
    };
    return shared(region.firstMinimum, region.firstMaximum, other.firstMinimum, other.firstMaximum) *
               shared(region.secondMinimum, region.secondMaximum, other.secondMinimum, other.secondMaximum) >
           0.5;
}

} // namespace

json findingsOf(const Contract& contract, const HeldOutAnswers& answers,
                const std::vector<InputRegion>& regions, const DomainOfValidity& domain,
                const DistanceJudgement& distances)
{
    json list = json::array();
    for (std::size_t output = 0; output < contract.outputs.size(); ++output)
        judgeOutput(list, contract.outputs[output], scoreOutput(contract, output, answers));
    for (std::size_t output = 0; output < contract.outputs.size(); ++output)
        judgeRegions(list, contract, output, answers, regions);
    for (const Variable& output : contract.outputs)
        if (output.confidence.kind == Confidence::Kind::None)
            add(list, "no-band",
                fmt::format("{} comes without a band: {}", output.label, output.confidence.reason), &output);
    std::vector<const EmptyRegion*> said;
    for (const EmptyRegion& region : domain.emptyRegions()) {
        if (said.size() == regionsShown)
            break;
        if (std::any_of(said.begin(), said.end(),
                        [&](const EmptyRegion* other) { return isMostlyInside(region, *other); }))
            continue;
        said.push_back(&region);
        add(list, "empty-region",
            fmt::format("{}: no run lies there.", capitalised(domain.describe(contract, region))));
    }
    if (distances.isLowered)
        add(list, "near-only",
            "Runs far from the ones that were fitted are answered clearly worse; the twin calls such points "
            "sparse earlier than the spacing of the runs would ask for.");
    if (answers.truth.runs < fewJudges)
        add(list, "few-runs",
            fmt::format("Only {} runs judge the twin; its figures are rough.", answers.truth.runs));
    std::stable_sort(list.begin(), list.end(), [](const json& a, const json& b) {
        constexpr std::array<std::string_view, 8> order = {"poor-fit",    "overbold-band", "overbold-region",
                                                           "weak-region", "no-band",       "empty-region",
                                                           "near-only",   "few-runs"};
        const auto rank = [&](const json& entry) {
            return std::find(order.begin(), order.end(), entry["kind"].get<std::string>());
        };
        return rank(a) < rank(b);
    });
    return list;
}

} // namespace twin
