// SPDX-License-Identifier: GPL-3.0-or-later
#include "exit_code.h"

#include <array>
#include <string_view>

namespace twin::cli {

Exit exitFor(const Diagnostic& error)
{
    if (error.code.starts_with("usage."))
        return Exit::Usage;
    if (error.code.starts_with("fmu.run.") || error.code.ends_with(".cancelled"))
        return Exit::Failed;
    constexpr std::array<std::string_view, 10> failures = {
        "file.read-only", "file.full",        "file.write",   "file.folder-missing", "file.read",
        "export.kit",     "session.evaluate", "model.failed", "model.not-finite",    "run.failed-runs"};
    for (const std::string_view code : failures) {
        if (error.code == code)
            return Exit::Failed;
    }
    return Exit::BadInput;
}

} // namespace twin::cli
