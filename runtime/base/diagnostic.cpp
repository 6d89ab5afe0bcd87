// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/diagnostic.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace twin {
namespace {

/// Messages quote what came from outside, which may be cut in the middle of a character or be no text at all.
nlohmann::json validText(const std::string& text)
{
    return nlohmann::json::parse(
        nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace

std::string_view toString(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return "info";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        break;
    }
    return "error";
}

bool hasErrors(const Diagnostics& diagnostics)
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

std::string format(const Diagnostic& d)
{
    std::string line(toString(d.severity));
    if (!d.location.empty())
        line += fmt::format(" at {}", d.location);
    line += fmt::format(": {}", d.message);
    if (!d.remedy.empty())
        line += fmt::format(" {}", d.remedy);
    line += fmt::format(" [{}]", d.code);
    return line;
}

void to_json(nlohmann::json& json, const Diagnostic& d)
{
    json = {{"severity", toString(d.severity)},
            {"code", d.code},
            {"location", validText(d.location)},
            {"message", validText(d.message)},
            {"remedy", validText(d.remedy)}};
}

} // namespace twin
