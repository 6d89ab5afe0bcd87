// SPDX-License-Identifier: GPL-3.0-or-later
#include "options.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

namespace twin::player {

std::variant<Options, int> readOptions(int argc, char** argv)
{
    Options options;
    CLI::App command("Runs an app made with Twinwright.", "twinplayer");
    command.set_version_flag("--version", TWINWRIGHT_VERSION);
    std::string app, screenshot, size, look;
    command.add_option("APP", app, "A .twinpack, a .twinapp or its folder; none: the app beside the program")
        ->type_name("");
    command.add_flag("--selftest", options.selfTest,
                     "Replay the answers recorded when the twin was made, say whether this machine gives the "
                     "same, and end "
                     "(needs no display)");
    command.add_flag("--fullscreen", options.fullScreen, "Start in full screen");
    const std::map<std::string, Options::Look> looks = {
        {"system", Options::Look::System}, {"light", Options::Look::Light}, {"dark", Options::Look::Dark}};
    command.add_option("--theme", look, "light, dark or system")->type_name("LOOK");
    command
        .add_option("--set", options.inputs, "Start with another input: NAME=VALUE, with a unit if you like")
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->take_all();
    command.add_option("--size", size, "Size of the window, such as 1024x768")->type_name("WxH");
    command.add_option("--screenshot", screenshot, "Save a picture of the answered window as PNG and end")
        ->type_name("FILE.png");
    try {
        command.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return command.exit(error) == 0 ? 0 : 2;
    }
    if (!look.empty()) {
        const auto chosen = looks.find(look);
        if (chosen == looks.end()) {
            std::fprintf(stderr, "twinplayer: \"%s\" is no theme. Choose light, dark or system.\n",
                         look.c_str());
            return 2;
        }
        options.look = chosen->second;
    }
    if (!size.empty() && std::sscanf(size.c_str(), "%dx%d", &options.width, &options.height) != 2) {
        std::fprintf(stderr, "twinplayer: \"%s\" is no size. Give it as 1024x768.\n", size.c_str());
        return 2;
    }
    options.app = app;
    options.screenshot = screenshot;
    return options;
}

} // namespace twin::player
