// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/output_evidence.h"

#include "training/field_evidence.h"
#include "training/rounding.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace twin {

namespace {

using nlohmann::json;

constexpr std::size_t worstShown = 5;
constexpr std::size_t parityShown = 400;
constexpr std::size_t curvePointsShown = 121;
constexpr int digits = 6;

/// Evidence about one output while it is written down.
class Evidence
{
  public:
    Evidence(const Contract& contract, std::size_t output, const HeldOutAnswers& answers)
        : m_contract(contract),
          m_variable(contract.outputs[output]),
          m_output(output),
          m_answers(answers),
          m_truth(answers.truth.outputs[output]),
          m_mean(answers.mean[output]),
          m_points(contract.points(m_variable)),
          m_hasBand(m_variable.confidence.kind != Confidence::Kind::None)
    {}

    bool hasBand() const { return m_hasBand; }
    bool isSeries() const { return m_variable.isSeries; }

    json errorQuantiles() const
    {
        std::vector<double> errors(m_truth.size());
        for (std::size_t i = 0; i < errors.size(); ++i)
            errors[i] = std::abs(m_truth[i] - m_mean[i]);
        std::sort(errors.begin(), errors.end());
        const auto at = [&](double share) {
            const auto rank = std::size_t(std::ceil(share * static_cast<double>(errors.size())));
            return toDigits(errors[std::max<std::size_t>(rank, 1) - 1], digits);
        };
        return {{"p50", at(0.5)}, {"p90", at(0.9)}, {"p99", at(0.99)}};
    }

    json worst() const
    {
        json list = json::array();
        for (const WorstPoint& worst : worstRuns(m_contract, m_output, m_answers, worstShown)) {
            const std::size_t at = worst.run * m_points + worst.point;
            json entry = {{"run", m_answers.truth.names[worst.run]},
                          {"error", worst.error},
                          {"true", m_truth[at]},
                          {"predicted", m_mean[at]},
                          {"inputs", inputsOf(worst.run)}};
            if (m_variable.isSeries)
                entry["at"] = m_contract.axis->values[worst.point];
            if (m_variable.isField) {
                const std::size_t width = m_contract.axis2->values.size();
                entry["place"] = {m_contract.axis->values[worst.point / width],
                                  m_contract.axis2->values[worst.point % width]};
            }
            list.push_back(std::move(entry));
        }
        return list;
    }

    /// Evenly spread pairs of true and predicted values.
    json parity() const
    {
        const std::size_t step = std::max<std::size_t>(1, m_truth.size() / parityShown) | 1;
        json pairs = json::array();
        for (std::size_t i = 0; i < m_truth.size(); i += step)
            pairs.push_back({toDigits(m_truth[i], digits), toDigits(m_mean[i], digits)});
        return pairs;
    }

    json coverageAlongAxis() const
    {
        std::vector<double> share(m_points, 0.0);
        for (std::size_t i = 0; i < m_truth.size(); ++i)
            if (m_truth[i] >= lower()[i] && m_truth[i] <= upper()[i])
                share[i % m_points] += 1 / static_cast<double>(m_answers.truth.runs);
        for (double& value : share)
            value = std::round(value * 1e4) / 1e4;
        return share;
    }

    json rmseAlongAxis() const
    {
        std::vector<double> squares(m_points, 0.0);
        for (std::size_t i = 0; i < m_truth.size(); ++i)
            squares[i % m_points] += (m_truth[i] - m_mean[i]) * (m_truth[i] - m_mean[i]);
        for (double& value : squares)
            value = toDigits(std::sqrt(value / static_cast<double>(m_answers.truth.runs)), digits);
        return squares;
    }

    /// The share of values inside a band so many times as wide as the declared one.
    json bandFactors() const
    {
        std::vector<double> ratios;
        for (std::size_t i = 0; i < m_truth.size(); ++i) {
            const double error = m_truth[i] - m_mean[i];
            const double half = error >= 0 ? upper()[i] - m_mean[i] : m_mean[i] - lower()[i];
            ratios.push_back(error == 0 ? 0 : std::abs(error) / half);
        }
        std::sort(ratios.begin(), ratios.end());
        json pairs = json::array();
        for (int step = 0; step <= 24; ++step) {
            const double factor = 0.125 * step;
            // the border counts as inside, whatever the division has made of it
            const auto inside = std::upper_bound(ratios.begin(), ratios.end(), factor * (1 + 1e-12));
            const double share =
                static_cast<double>(inside - ratios.begin()) / static_cast<double>(ratios.size());
            pairs.push_back({factor, std::round(share * 1e4) / 1e4});
        }
        return pairs;
    }

    json curves() const
    {
        std::vector<double> errors(m_answers.truth.runs);
        for (std::size_t run = 0; run < errors.size(); ++run)
            for (std::size_t i = run * m_points; i < (run + 1) * m_points; ++i)
                errors[run] += (m_truth[i] - m_mean[i]) * (m_truth[i] - m_mean[i]);
        std::vector<std::size_t> order(errors.size());
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return errors[a] < errors[b]; });
        return {{"typical", curveOf(order[order.size() / 2])}, {"worst", curveOf(order.back())}};
    }

    json byRegion(const std::vector<InputRegion>& regions) const
    {
        json list = json::array();
        for (const InputRegion& region : regions) {
            if (region.runs.empty())
                continue;
            const RegionScore score = scoreRegion(m_contract, m_output, m_answers, region.runs);
            json entry = {{"input", m_contract.inputs[region.input].name},
                          {"words", region.words},
                          {"minimum", region.minimum},
                          {"maximum", region.maximum},
                          {"runs", region.runs.size()},
                          {"rmse", toDigits(score.rmse, digits)},
                          {"maxAbs", toDigits(score.maxAbs, digits)},
                          {"weak", score.isWeak},
                          {"overbold", score.isOverbold}};
            if (m_hasBand)
                entry["coverage"] = std::round(score.coverage * 1e4) / 1e4;
            list.push_back(std::move(entry));
        }
        return list;
    }

  private:
    const std::vector<double>& lower() const { return m_answers.lower[m_output]; }
    const std::vector<double>& upper() const { return m_answers.upper[m_output]; }

    json inputsOf(std::size_t run) const
    {
        json inputs = json::object();
        for (std::size_t i = 0; i < m_contract.inputs.size(); ++i)
            inputs[m_contract.inputs[i].name] = m_answers.truth.inputs[run * m_contract.inputs.size() + i];
        return inputs;
    }

    json curveOf(std::size_t run) const
    {
        json axis = json::array(), truth = json::array(), mean = json::array(), low = json::array(),
             high = json::array();
        const std::size_t count = std::min(m_points, curvePointsShown);
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t point = count == 1 ? 0 : k * (m_points - 1) / (count - 1);
            const std::size_t at = run * m_points + point;
            axis.push_back(m_contract.axis->values[point]);
            truth.push_back(toDigits(m_truth[at], digits));
            mean.push_back(toDigits(m_mean[at], digits));
            if (m_hasBand) {
                low.push_back(toDigits(lower()[at], digits));
                high.push_back(toDigits(upper()[at], digits));
            }
        }
        return {{"run", m_answers.truth.names[run]}, {"inputs", inputsOf(run)},
                {"axis", std::move(axis)},           {"true", std::move(truth)},
                {"predicted", std::move(mean)},      {"lower", std::move(low)},
                {"upper", std::move(high)}};
    }

    const Contract& m_contract;
    const Variable& m_variable;
    std::size_t m_output;
    const HeldOutAnswers& m_answers;
    const std::vector<double>& m_truth;
    const std::vector<double>& m_mean;
    std::size_t m_points;
    bool m_hasBand;
};

} // namespace

json outputEvidence(const Contract& contract, std::size_t output, const HeldOutAnswers& answers,
                    const std::vector<InputRegion>& regions)
{
    const Evidence evidence(contract, output, answers);
    const OutputScore score = scoreOutput(contract, output, answers);
    json entry = {{"r2", score.r2},
                  {"rmse", score.rmse},
                  {"maxAbs", score.maxAbs},
                  {"errorQuantiles", evidence.errorQuantiles()},
                  {"worstRuns", evidence.worst()},
                  {"parity", evidence.parity()},
                  {"byRegion", evidence.byRegion(regions)}};
    if (std::isfinite(score.coverage)) {
        entry["coverage"] = score.coverage;
        entry["level"] = score.level;
        entry["bandFactors"] = evidence.bandFactors();
    }
    if (evidence.isSeries()) {
        entry["rmseAlongAxis"] = evidence.rmseAlongAxis();
        entry["curves"] = evidence.curves();
        if (evidence.hasBand())
            entry["coverageAlongAxis"] = evidence.coverageAlongAxis();
    }
    if (contract.outputs[output].isField)
        entry["overAxes"] = fieldEvidence(contract, output, answers);
    return entry;
}

} // namespace twin
