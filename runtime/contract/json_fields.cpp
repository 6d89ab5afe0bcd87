// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/json_fields.h"

#include "base/nearest_names.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

using nlohmann::json;

Fields::Fields(const json& object, std::string pointer, Diagnostics& found)
    : m_object(object), m_pointer(std::move(pointer)), m_found(found)
{
    if (!object.is_object())
        error("contract.type", {}, "An object is expected here.", "Write an object in braces.");
}

Fields::~Fields()
{
    if (!m_object.is_object())
        return;
    for (const auto& [key, value] : m_object.items())
        if (std::find(m_asked.begin(), m_asked.end(), key) == m_asked.end()) {
            const std::string remedy = didYouMean(nearestNames(key, m_asked));
            m_found.push_back({Severity::Warning, "contract.field.unknown", pointer(key),
                               fmt::format("There is no field \"{}\" here; it is ignored.", key),
                               remedy.empty() ? "Remove it." : remedy});
        }
}

const json* Fields::take(const std::string& key, bool required)
{
    m_asked.push_back(key);
    if (!m_object.is_object())
        return nullptr;
    const auto found = m_object.find(key);
    if (found != m_object.end() && !found->is_null())
        return &*found;
    if (required)
        error("contract.missing", key, fmt::format("The field \"{}\" is missing.", key), "Add it.");
    return nullptr;
}

std::string Fields::text(const std::string& key, bool required)
{
    const json* value = take(key, required);
    if (!value)
        return {};
    if (!value->is_string()) {
        wrongType(key, "a text in quotes");
        return {};
    }
    return value->get<std::string>();
}

double Fields::number(const std::string& key, double absent, bool required)
{
    const json* value = take(key, required);
    return value ? asNumber(*value, key, absent) : absent;
}

bool Fields::flag(const std::string& key, bool absent)
{
    const json* value = take(key, false);
    if (!value)
        return absent;
    if (!value->is_boolean()) {
        wrongType(key, "true or false");
        return absent;
    }
    return value->get<bool>();
}

std::vector<std::string> Fields::texts(const std::string& key)
{
    std::vector<std::string> list;
    eachOf(key, false, [&](const json& entry, const std::string& where) {
        if (entry.is_string())
            list.push_back(entry.get<std::string>());
        else
            m_found.push_back({Severity::Error, "contract.type", where, "A text in quotes is expected here.",
                               "Put it in quotes."});
    });
    return list;
}

Unit Fields::unit(const std::string& key)
{
    return asUnit(text(key), pointer(key));
}

Range Fields::range(const std::string& key, Range absent)
{
    const json* value = take(key, false);
    if (!value)
        return absent;
    if (!value->is_array() || value->size() != 2) {
        wrongType(key, "[least, greatest], with null for no limit");
        return absent;
    }
    Range range;
    if (!(*value)[0].is_null())
        range.minimum = asNumber((*value)[0], key + "/0", range.minimum);
    if (!(*value)[1].is_null())
        range.maximum = asNumber((*value)[1], key + "/1", range.maximum);
    return range;
}

std::optional<std::size_t> Fields::choice(const std::string& key, std::span<const std::string> known)
{
    const std::string given = text(key);
    if (given.empty())
        return std::nullopt;
    const auto found = std::find(known.begin(), known.end(), given);
    if (found != known.end())
        return static_cast<std::size_t>(found - known.begin());
    error("contract.choice", key, fmt::format("\"{}\" is not one of the words allowed here.", given),
          fmt::format("Write one of {}.", fmt::join(known, ", ")));
    return std::nullopt;
}

double Fields::asNumber(const json& value, const std::string& key, double absent)
{
    if (!value.is_number()) {
        wrongType(key, "a number");
        return absent;
    }
    const double number = value.get<double>();
    if (!std::isfinite(number)) {
        error("contract.not-finite", key, "A number must be finite.", "Write an ordinary number.");
        return absent;
    }
    return number;
}

Unit Fields::asUnit(const std::string& code, const std::string& where)
{
    Result<Unit> unit = Unit::parse(code);
    if (unit)
        return *unit;
    Diagnostic why = unit.error();
    why.location = where;
    m_found.push_back(std::move(why));
    return {};
}

void Fields::wrongType(const std::string& key, const std::string& expected)
{
    error("contract.type", key, fmt::format("\"{}\" should be {}.", key, expected), "Correct its type.");
}

void Fields::error(std::string code, const std::string& key, std::string message, std::string remedy)
{
    m_found.push_back(
        {Severity::Error, std::move(code), pointer(key), std::move(message), std::move(remedy)});
}

const json* Fields::takeList(const std::string& key, bool required)
{
    const json* list = take(key, required);
    if (list && !list->is_array()) {
        wrongType(key, "a list in brackets");
        return nullptr;
    }
    return list;
}

} // namespace twin
