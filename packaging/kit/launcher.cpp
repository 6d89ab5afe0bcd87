// SPDX-License-Identifier: GPL-3.0-or-later
// The one program at the top of an exported app. It starts the player beside it on the app beside it, so that
// both find their libraries, plugins and fonts in this folder wherever it lies. It links libc alone.

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

std::string ownFolder(const char* invokedAs, bool& proc)
{
    char path[PATH_MAX] = {};
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    proc = length > 0;
    // Without /proc (a bare chroot), the way it was called has to do.
    if (!proc && realpath(invokedAs, path) == nullptr)
        return {};
    if (char* slash = std::strrchr(path, '/'))
        *slash = '\0';
    return path;
}

void prepareEnvironment(const std::string& folder, bool proc)
{
    setenv("FONTCONFIG_FILE", (folder + "/share/fonts/fonts.conf").c_str(), 1);
    // Plugins of another Qt would be loaded into ours.
    unsetenv("QT_PLUGIN_PATH");
    unsetenv("QT_QPA_PLATFORM_PLUGIN_PATH");
    // libxkbcommon refuses to start with no database at all, although the display server sends the keymap.
    if (access("/usr/share/X11/xkb", R_OK) != 0)
        setenv("XKB_CONFIG_ROOT", (folder + "/share/xkb").c_str(), 0);
    // $ORIGIN is resolved by way of /proc.
    if (!proc)
        setenv("LD_LIBRARY_PATH", (folder + "/lib").c_str(), 1);
}

} // namespace

int main(int argc, char** argv)
{
    bool proc = false;
    const std::string folder = ownFolder(argv[0], proc);
    if (folder.empty()) {
        std::fprintf(stderr, "%s: cannot find its own folder. Start it by its full path.\n", argv[0]);
        return 1;
    }
    prepareEnvironment(folder, proc);

    std::string player = folder + "/lib/twinplayer";
    std::string app = folder + "/app.twinpack";
    std::vector<char*> arguments{player.data(), app.data()};
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    arguments.push_back(nullptr);
    execv(player.c_str(), arguments.data());
    std::perror(player.c_str());
    std::fprintf(stderr, "The folder is not complete. Unpack the archive again, whole.\n");
    return 1;
}
