// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/description_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace twin {

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Bytes that are no UTF-8 are replaced: the text goes into JSON.
std::string readable(std::string text)
{
    using nlohmann::json;
    if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x7e; }))
        text =
            json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return text;
}

} // namespace

std::string DescriptionFields::text(pugi::xml_node element, const char* attribute) const
{
    constexpr std::size_t longest = 4000;
    std::string found = element.attribute(attribute).value();
    if (found.size() > longest)
        found.resize(longest);
    return readable(std::move(found));
}

std::optional<double> DescriptionFields::number(pugi::xml_node element, const char* attribute)
{
    const pugi::xml_attribute found = element.attribute(attribute);
    if (!found)
        return std::nullopt;
    std::string_view written = trimmed(found.value());
    if (written == "INF" || written == "+INF" || written == "-INF")
        return std::nullopt;
    if (!written.empty() && written.front() == '+')
        written.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (failure != std::errc() || end != written.data() + written.size() || !std::isfinite(value)) {
        wrong(placeOf(element), fmt::format("its {} is no number", attribute));
        return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> DescriptionFields::whole(pugi::xml_node element, const char* attribute,
                                                     std::int64_t minimum, std::int64_t maximum)
{
    const pugi::xml_attribute found = element.attribute(attribute);
    if (!found)
        return std::nullopt;
    const std::string_view written = trimmed(found.value());
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (failure != std::errc() || end != written.data() + written.size() || value < minimum ||
        value > maximum) {
        wrong(placeOf(element), fmt::format("its {} is no whole number that it may be", attribute));
        return std::nullopt;
    }
    return value;
}

bool DescriptionFields::flag(pugi::xml_node element, const char* attribute)
{
    const pugi::xml_attribute found = element.attribute(attribute);
    const std::string_view written = trimmed(found.value());
    if (!found || written == "false" || written == "0")
        return false;
    if (written != "true" && written != "1")
        wrong(placeOf(element), fmt::format("its {} is neither true nor false", attribute));
    return written == "true" || written == "1";
}

void DescriptionFields::wrong(const std::string& where, const std::string& what)
{
    if (!m_error)
        m_error =
            Diagnostic{Severity::Error, "fmu.description", m_name + "/modelDescription.xml",
                       fmt::format("The model description of {} is wrong at {}: {}.", m_name, where, what),
                       "Ask the FMU's maker for one that keeps to the standard."};
}

std::string DescriptionFields::placeOf(pugi::xml_node element)
{
    constexpr std::size_t longest = 80;
    std::string place = readable(element.name());
    if (const char* called = element.attribute("name").value(); *called != '\0')
        place += fmt::format(" \"{}\"", readable(std::string(called).substr(0, longest)));
    return place;
}

} // namespace twin
