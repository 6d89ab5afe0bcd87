// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "training/training.h"

#include <string>
#include <vector>

namespace twin {

/// Findings of one kind about one variable that are said.
constexpr std::size_t findingsShownEach = 5;

/// What a finding calls a run, and where it stands. The runs outlive it.
class RunWords
{
  public:
    RunWords(const RunSet& set, const std::string& table) : m_set(set), m_table(table) {}

    std::string words(std::size_t run) const; ///< "Run b (line 7)"
    std::string place(std::size_t run) const; ///< "runs.csv:7"
    const std::string& table() const { return m_table; }

  private:
    const RunSet& m_set;
    const std::string& m_table;
};

Diagnostic finding(Severity severity, const char* code, std::string location, std::string message,
                   std::string remedy);

/// "3, 7, 12 and 40 more"
std::string someOf(const std::vector<std::string>& names, std::size_t shown = 8);

/// The values of one input, by run.
std::vector<double> inputColumn(const RunSet& runs, std::size_t input);
/// One number a run: the value of a scalar, the value furthest from zero of a series.
std::vector<double> outputColumn(const RunSet& runs, std::size_t output);
/// Whether it is the same in every run but for rounding; of a series the whole curve.
bool isConstantOutput(const RunSet& runs, std::size_t output);

} // namespace twin
