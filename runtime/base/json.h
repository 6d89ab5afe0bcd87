// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace twin {

/// Deepest nesting that a JSON text from outside may have.
inline constexpr int jsonDepthLimit = 64;

/// Parses a JSON text from outside: at most jsonDepthLimit deep, no duplicate keys, UTF-8. Errors "json.syntax" (with line and
/// column), "json.depth", "json.duplicate-key"; `name` says which file.
Result<nlohmann::json> parseJson(std::string_view text, const std::string& name);

/// Sorted keys, two spaces, arrays of plain values on one line where they fit, a newline at the end; numbers in the shortest digits
/// that read back to the same value. Equal values give equal bytes (1.0 is written as 1, -0.0 as 0). What is not finite has no
/// JSON and is written as null: callers that must not lose it check before.
std::string canonicalJson(const nlohmann::json& json);

} // namespace twin
