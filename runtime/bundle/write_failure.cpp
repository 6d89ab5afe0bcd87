// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/write_failure.h"

#include <cerrno>

namespace twin {

tl::unexpected<Diagnostic> writeFailure(const std::error_code& error, const std::filesystem::path& path)
{
    // A quota has a code of its own that the standard does not name.
    const bool overQuota = error.category() == std::generic_category() && error.value() == EDQUOT;
    if (overQuota || error == std::errc::no_space_on_device || error == std::errc::file_too_large)
        return fail("file.full", path.string(), "There is no room left on the disk.",
                    "Free some space or choose another folder, and try again.");
    if (error == std::errc::permission_denied || error == std::errc::read_only_file_system ||
        error == std::errc::operation_not_permitted || error == std::errc::not_a_directory)
        return fail("file.read-only", path.string(), "Nothing can be written here: " + error.message() + ".",
                    "Choose another folder.");
    return fail("file.write", path.string(), "This cannot be written: " + error.message() + ".",
                "Check the disk or choose another folder.");
}

} // namespace twin
