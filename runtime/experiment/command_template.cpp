// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/command_template.h"

#include "base/nearest_names.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

namespace {

/// The name in "{NAME}" at the begin of a text; empty if there is none.
std::string_view placeAt(std::string_view text)
{
    std::size_t end = 1;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
        ++end;
    const bool isPlace = text.front() == '{' && end > 1 && end < text.size() && text[end] == '}' &&
                         !std::isdigit(static_cast<unsigned char>(text[1]));
    return isPlace ? text.substr(1, end - 1) : std::string_view();
}

Diagnostic unknownPlace(std::string_view name, const std::vector<std::string>& names,
                        const std::string& location)
{
    std::string remedy = didYouMean(nearestNames(std::string(name), names));
    if (remedy.empty())
        remedy = fmt::format("It may be one of: {}.", fmt::join(names, ", "));
    return {Severity::Error, "run.placeholder", location,
            fmt::format("There is nothing to fill {{{}}} with.", name),
            fmt::format("{} To have it as it is, write {{{{{}}}}}.", remedy, name)};
}

} // namespace

Result<CommandTemplate> CommandTemplate::parse(std::string_view text, const std::vector<std::string>& names,
                                               Unknown unknown, const std::string& location)
{
    CommandTemplate made;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const bool isDoubled = rest.starts_with("{{");
        const std::string_view name = placeAt(isDoubled ? rest.substr(1) : rest);
        const auto found = std::find(names.begin(), names.end(), name);
        const bool isKnown = !name.empty() && found != names.end();
        if (isDoubled && !name.empty() && rest.substr(name.size() + 3).starts_with('}') &&
            (isKnown || unknown == Unknown::Refuse)) {
            made.m_text += rest.substr(1, name.size() + 2);
            at += name.size() + 4;
        } else if (name.empty() || isDoubled || made.m_text.ends_with('$') ||
                   (!isKnown && unknown == Unknown::Stand)) {
            made.m_text += text[at++];
        } else if (!isKnown) {
            return fail(unknownPlace(name, names, location));
        } else {
            made.m_places.push_back(
                {made.m_text.size(), static_cast<std::size_t>(std::distance(names.begin(), found))});
            at += name.size() + 2;
        }
    }
    return made;
}

std::string CommandTemplate::fill(const std::vector<std::string>& values) const
{
    std::string filled;
    std::size_t from = 0;
    for (const Place& place : m_places) {
        filled.append(m_text, from, place.before - from);
        filled += values[place.name];
        from = place.before;
    }
    return filled.append(m_text, from);
}

} // namespace twin
