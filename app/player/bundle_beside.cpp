// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle_beside.h"

#include <vector>

namespace twin::player {

namespace fs = std::filesystem;

std::optional<fs::path> bundleBeside(const fs::path& program)
{
    const fs::path folder = program.parent_path();
    for (const fs::path& place : {folder, folder.parent_path()}) {
        std::error_code error;
        if (fs::path usual = place / "app.twinpack"; fs::is_regular_file(usual, error))
            return usual;
        std::vector<fs::path> found;
        for (const fs::directory_entry& entry : fs::directory_iterator(place, error))
            if (entry.path().extension() == ".twinpack")
                found.push_back(entry.path());
        if (found.size() == 1)
            return found.front();
    }
    return std::nullopt;
}

fs::path ownProgram(const char* calledAs)
{
    std::error_code error;
    const fs::path own = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::absolute(calledAs, error) : own;
}

} // namespace twin::player
