// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/diagnostic.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace twin {

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
            {"location", d.location},
            {"message", d.message},
            {"remedy", d.remedy}};
}

} // namespace twin
