// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/model.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace twin {

/// Checked access to the JSON and arrays of a stored model; nothing in them is trusted. `location` is the
/// JSON pointer of `json`. Errors: "model.member" (absent or of another type), "model.array" (absent, of
/// another shape, or not finite), "model.number".
class StoredNumbers
{
  public:
    StoredNumbers(const nlohmann::json& json, const ArrayStore& arrays, std::string location);

    const std::string& location() const { return m_location; }

    Result<const nlohmann::json*> member(const char* key) const;
    Result<std::string> text(const char* key) const;
    /// A finite number within closed limits.
    Result<double> number(const char* key, double minimum, double maximum) const;
    Result<std::size_t> count(const char* key, std::size_t minimum, std::size_t maximum) const;
    /// The elements of an array of JSON objects, each with its own location.
    Result<std::vector<StoredNumbers>> objects(const char* key, std::size_t maximum) const;
    Result<StoredNumbers> object(const char* key) const;
    Result<std::vector<std::string>> texts(const char* key, std::size_t maximum) const;
    /// Finite numbers written in the JSON itself.
    Result<std::vector<double>> numbers(const char* key, std::size_t count, double minimum,
                                        double maximum) const;

    /// The array that the text member `key` names. Each dimension of `shape` must agree; one that is not
    /// given may be anything from 1.
    Result<const Array*> array(const char* key, const std::vector<std::optional<std::size_t>>& shape) const;

    tl::unexpected<Diagnostic> wrong(std::string code, const char* key, std::string message) const;

  private:
    const nlohmann::json* m_json;
    const ArrayStore* m_arrays;
    std::string m_location;
};

} // namespace twin
