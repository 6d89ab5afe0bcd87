// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/run_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

static constexpr double rounding = 1e-13; ///< relative to the largest value

std::string RunWords::words(std::size_t run) const
{
    return m_set.lines.empty() ? fmt::format("Run {}", m_set.names[run])
                               : fmt::format("Run {} (line {})", m_set.names[run], m_set.lines[run]);
}

std::string RunWords::place(std::size_t run) const
{
    return m_set.lines.empty() ? m_table : fmt::format("{}:{}", m_table, m_set.lines[run]);
}

Diagnostic finding(Severity severity, const char* code, std::string location, std::string message,
                   std::string remedy)
{
    return {severity, code, std::move(location), std::move(message), std::move(remedy)};
}

std::string someOf(const std::vector<std::string>& names, std::size_t shown)
{
    const std::size_t count = std::min(names.size(), shown);
    const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count));
    const std::string text = fmt::format("{}", fmt::join(first, ", "));
    return names.size() > count ? fmt::format("{} and {} more", text, names.size() - count) : text;
}

std::vector<double> inputColumn(const RunSet& runs, std::size_t input)
{
    const std::size_t width = runs.inputs.size() / runs.runs;
    std::vector<double> values;
    for (std::size_t run = 0; run < runs.runs; ++run)
        values.push_back(runs.inputs[run * width + input]);
    return values;
}

std::vector<double> outputColumn(const RunSet& runs, std::size_t output)
{
    const std::size_t points = runs.outputs[output].size() / runs.runs;
    std::vector<double> values;
    for (std::size_t run = 0; run < runs.runs; ++run) {
        const auto begin = runs.outputs[output].begin() + static_cast<std::ptrdiff_t>(run * points);
        values.push_back(*std::max_element(begin, begin + static_cast<std::ptrdiff_t>(points),
                                           [](double a, double b) { return std::fabs(a) < std::fabs(b); }));
    }
    return values;
}

bool isConstantOutput(const RunSet& runs, std::size_t output)
{
    const std::vector<double>& values = runs.outputs[output];
    const std::size_t points = values.size() / runs.runs;
    double most = 0;
    for (const double value : values)
        most = std::max(most, std::fabs(value));
    for (std::size_t i = points; i < values.size(); ++i) {
        if (std::fabs(values[i] - values[i % points]) > rounding * most)
            return false;
    }
    return true;
}

} // namespace twin
