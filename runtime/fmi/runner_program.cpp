// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/runner_program.h"

#include <climits>
#include <cstdlib>
#include <sys/auxv.h>
#include <unistd.h>

namespace twin {

namespace fs = std::filesystem;

static fs::path thisProgram()
{
    std::error_code none;
    fs::path program = fs::read_symlink("/proc/self/exe", none);
    if (!none)
        return program;
    // Without /proc (a bare chroot): the name that it was started by.
    const auto* name = reinterpret_cast<const char*>(getauxval(AT_EXECFN));
    return name ? fs::canonical(name, none) : fs::path();
}

fs::path runnerProgram()
{
    const fs::path folder = thisProgram().parent_path();
    for (const fs::path& place : {folder / "xdtfmu", folder.parent_path() / "bin" / "xdtfmu"}) {
        if (access(place.c_str(), X_OK) == 0)
            return place;
    }
    return {};
}

} // namespace twin
