// SPDX-License-Identifier: GPL-3.0-or-later
#include "output_place.h"

#include <fmt/format.h>

namespace twin::cli {

Status checkNotInput(const std::filesystem::path& out, std::initializer_list<std::filesystem::path> inputs)
{
    std::error_code ignored;
    if (out.empty() || !std::filesystem::is_regular_file(out, ignored))
        return {};
    for (const std::filesystem::path& input : inputs) {
        if (std::filesystem::equivalent(out, input, ignored))
            return fail(
                "usage.output", out.string(),
                fmt::format("The answer would take the place of {}, which it is made from.", input.string()),
                "Name another file after -o.");
    }
    return {};
}

} // namespace twin::cli
