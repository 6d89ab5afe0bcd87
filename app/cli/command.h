// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console.h"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace twin::cli {

/// What a parsed command line asks for.
using Run = std::function<Exit(Console&)>;

struct Example
{
    std::string line; ///< as typed
    std::string says; ///< what it does
};

/// One command of `xdt`: all that help needs, and how it is run.
struct Command
{
    std::string name;
    std::string usage; ///< "P.xdt --set NAME=VALUE ..."
    std::string summary;
    std::string details;
    std::vector<Example> examples;
    /// Declares its options; what it returns is called after parsing.
    std::function<Run(CLI::App&)> setUp;
};

Command sampleCommand();
Command runCommand();
Command enrichCommand();
Command trainCommand();
Command importCommand();
Command infoCommand();
Command evalCommand();
Command reportCommand();
Command validateCommand();
Command checkCommand();
Command exportCommand();
Command schemaCommand();

/// Every command, in the order of help.
std::vector<Command> allCommands();

} // namespace twin::cli
