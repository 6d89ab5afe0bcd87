// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace twin::player {

struct Options
{
    enum class Look
    {
        System,
        Light,
        Dark
    };
    std::filesystem::path app; ///< empty: the bundle beside the program
    bool selfTest = false;
    bool fullScreen = false;
    Look look = Look::System;
    int width = 0, height = 0;        ///< of the window; 0: fits the screen
    std::vector<std::string> inputs;  ///< "name=value", taken before the window is shown
    std::filesystem::path screenshot; ///< save a picture of the answered window there and end
};

/// The options, or the exit code after help or a complaint was printed. What the window system needs
/// (-platform and the like) is left to Qt.
std::variant<Options, int> readOptions(int argc, char** argv);

} // namespace twin::player
