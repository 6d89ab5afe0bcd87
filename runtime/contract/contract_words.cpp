// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract_words.h"

namespace twin {

template <>
std::span<const Word<VariableType>> words<VariableType>()
{
    static constexpr Word<VariableType> list[] = {{VariableType::Real, "real"},
                                                  {VariableType::Integer, "integer"},
                                                  {VariableType::Boolean, "boolean"},
                                                  {VariableType::Enumeration, "enumeration"}};
    return list;
}

template <>
std::span<const Word<Confidence::Kind>> words<Confidence::Kind>()
{
    static constexpr Word<Confidence::Kind> list[] = {
        {Confidence::Kind::Interval, "interval"},
        {Confidence::Kind::StandardDeviation, "standard-deviation"},
        {Confidence::Kind::None, "none"}};
    return list;
}

template <>
std::span<const Word<Monotone>> words<Monotone>()
{
    static constexpr Word<Monotone> list[] = {
        {Monotone::No, "no"}, {Monotone::Increasing, "increasing"}, {Monotone::Decreasing, "decreasing"}};
    return list;
}

template <>
std::span<const Word<Verdict>> words<Verdict>()
{
    static constexpr Word<Verdict> list[] = {
        {Verdict::Warn, "warn"}, {Verdict::Withhold, "withhold"}, {Verdict::Block, "block"}};
    return list;
}

std::span<const std::string_view> accuracyMetrics()
{
    static constexpr std::string_view list[] = {"rmse", "maxAbs", "r2", "maxRelative", "withinAbsOrRel"};
    return list;
}

} // namespace twin
