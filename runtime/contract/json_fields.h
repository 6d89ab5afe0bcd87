// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "contract/variable.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twin {

/// A JSON object from outside: each field is taken by its key and type. What is missing or of the wrong type
/// is added to the diagnostics with its JSON pointer, and the field's neutral value is returned; what nobody
/// asked for is a warning (added by the destructor). A field that is null counts as absent. Codes
/// "contract.missing", "contract.type", "contract.choice", "contract.not-finite", "contract.field.unknown",
/// and those of Unit::parse.
class Fields
{
  public:
    /// `object` and `found` must outlive the reader.
    Fields(const nlohmann::json& object, std::string pointer, Diagnostics& found);
    ~Fields();
    Fields(const Fields&) = delete;
    Fields& operator=(const Fields&) = delete;

    const nlohmann::json* take(const std::string& key, bool required);
    std::string text(const std::string& key, bool required = false);
    double number(const std::string& key, double absent, bool required = false);
    bool flag(const std::string& key, bool absent);
    std::vector<std::string> texts(const std::string& key);
    Unit unit(const std::string& key);
    Range range(const std::string& key, Range absent);
    /// Position in `known` of the word given; empty when absent or (with a diagnostic) not one of them.
    std::optional<std::size_t> choice(const std::string& key, std::span<const std::string> known);

    /// Calls visit(entry, pointer) for each entry of a list.
    template <class Visit>
    void eachOf(const std::string& key, bool required, const Visit& visit)
    {
        if (const nlohmann::json* list = takeList(key, required))
            for (std::size_t i = 0; i < list->size(); ++i)
                visit((*list)[i], pointer(key) + '/' + std::to_string(i));
    }

    double asNumber(const nlohmann::json& value, const std::string& key, double absent);
    Unit asUnit(const std::string& code, const std::string& where);
    void wrongType(const std::string& key, const std::string& expected);
    void error(std::string code, const std::string& key, std::string message, std::string remedy);

    const std::string& pointer() const { return m_pointer; }
    std::string pointer(const std::string& key) const
    {
        return key.empty() ? m_pointer : m_pointer + '/' + key;
    }

  private:
    const nlohmann::json* takeList(const std::string& key, bool required);

    const nlohmann::json& m_object;
    std::string m_pointer;
    Diagnostics& m_found;
    std::vector<std::string> m_asked;
};

} // namespace twin
