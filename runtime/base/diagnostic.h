// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace twin {

enum class Severity { Info, Warning, Error };

std::string_view toString(Severity severity);

/// One finding about what the user gave us: what is wrong, where, and what to do.
///
/// `code` is stable and dotted, area first ("contract.range.reversed"); scripts may rely on it.
/// `location` is a JSON pointer into the document or package ("/variables/2/validated"), or a place in a
/// file ("runs.csv:17:4"), or empty when the whole is meant.
struct Diagnostic
{
    Severity severity = Severity::Error;
    std::string code;
    std::string location;
    std::string message;
    std::string remedy;

    bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

bool hasErrors(const Diagnostics& diagnostics);

/// One line for a terminal or a log: "error at LOCATION: MESSAGE REMEDY [CODE]".
std::string format(const Diagnostic& diagnostic);

void to_json(nlohmann::json& json, const Diagnostic& diagnostic);

} // namespace twin
