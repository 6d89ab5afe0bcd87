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

/// Sorted keys, two spaces, a newline at the end, the shortest digits that read back to the same number. The same value gives the
/// same bytes.
std::string canonicalJson(const nlohmann::json& json);

} // namespace twin
