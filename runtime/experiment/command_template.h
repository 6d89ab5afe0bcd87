// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// A text with places to be filled: "{flow}" is replaced by the value of flow. "{{flow}}" is "{flow}", and
/// "${flow}" and all other braces stand as they are, so that scripts and JSON need no care.
class CommandTemplate
{
  public:
    enum class Unknown
    {
        Refuse, ///< a place of a name that is not known is an error: for arguments
        Stand   ///< it stands as it is: for input files
    };

    /// Errors "run.placeholder" when a place has a name that is not in `names`, with the nearest one.
    static Result<CommandTemplate> parse(std::string_view text, const std::vector<std::string>& names,
                                         Unknown unknown, const std::string& location);

    /// `values` by the position of the name in `names`.
    std::string fill(const std::vector<std::string>& values) const;
    bool isEmpty() const { return m_places.empty(); } ///< of places

  private:
    struct Place
    {
        std::size_t before = 0; ///< where in the text it stands
        std::size_t name = 0;
    };
    std::string m_text; ///< without the places
    std::vector<Place> m_places;
};

} // namespace twin
