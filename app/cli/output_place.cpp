// SPDX-License-Identifier: GPL-3.0-or-later
#include "output_place.h"

#include <fmt/format.h>
#include <unistd.h>

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

Status checkFolder(const std::filesystem::path& out)
{
    const std::filesystem::path folder =
        out.has_parent_path() ? out.parent_path() : std::filesystem::path(".");
    if (!std::filesystem::is_directory(folder))
        return fail("file.folder-missing", out.string(),
                    fmt::format("The folder {} does not exist.", folder.string()),
                    "Make the folder first, or save to another one.");
    if (::access(folder.c_str(), W_OK) != 0)
        return fail("file.read-only", out.string(),
                    fmt::format("The folder {} may not be written.", folder.string()),
                    "Save to a folder of your own, or ask for the right to write there.");
    return {};
}

} // namespace twin::cli
