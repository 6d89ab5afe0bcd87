// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <optional>
#include <pugixml.hpp>
#include <string>

namespace twin {

/// Checked access to the attributes of an element of a model description. The first thing found wrong is
/// kept; reading goes on with nothing in its place.
class DescriptionFields
{
  public:
    explicit DescriptionFields(std::string name) : m_name(std::move(name)) {}

    /// One line of UTF-8; empty when absent.
    std::string text(pugi::xml_node element, const char* attribute) const;
    /// A finite number; absent when it is infinite, which in FMI is the same as not given.
    std::optional<double> number(pugi::xml_node element, const char* attribute);
    std::optional<std::int64_t> whole(pugi::xml_node element, const char* attribute, std::int64_t minimum,
                                      std::int64_t maximum);
    bool flag(pugi::xml_node element, const char* attribute);

    void wrong(const std::string& where, const std::string& what);
    const std::optional<Diagnostic>& error() const { return m_error; }

  private:
    static std::string placeOf(pugi::xml_node element);

    std::string m_name;
    std::optional<Diagnostic> m_error;
};

} // namespace twin
