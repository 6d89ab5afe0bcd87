// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"

#include <span>
#include <string>
#include <string_view>

namespace twin {

/// The words that a contract's JSON uses for enumerations; the reader, the writer and the schema share them.
template <class T>
struct Word
{
    T value;
    std::string_view text;
};

/// The words of T, one for each value. Defined for VariableType, Confidence::Kind, Monotone and Verdict (its
/// three outcomes of a failed rule).
template <class T>
std::span<const Word<T>> words();
template <>
std::span<const Word<VariableType>> words<VariableType>();
template <>
std::span<const Word<Confidence::Kind>> words<Confidence::Kind>();
template <>
std::span<const Word<Monotone>> words<Monotone>();
template <>
std::span<const Word<Verdict>> words<Verdict>();

template <class T>
std::string word(T value)
{
    for (const Word<T>& entry : words<T>())
        if (entry.value == value)
            return std::string(entry.text);
    return {};
}

/// The metrics that an AccuracyBound may name.
std::span<const std::string_view> accuracyMetrics();

/// One rule as a contract's JSON has it.
nlohmann::json ruleToJson(const GuardrailRule& rule);

} // namespace twin
