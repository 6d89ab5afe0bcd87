// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// The JSON Schema of what `xdt import` takes beside a model: an "fmu" or an "onnx" form.
nlohmann::json importSchema();

/// The members that a spec for a kind of file ("fmu", "onnx") may have, as the schema lists them.
std::vector<std::string> importMembers(std::string_view file);

} // namespace twin
