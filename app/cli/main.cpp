// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include <csignal>

int main(int argc, char** argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a limit on file sizes is a failed write with a message, not an end without one
    return int(twin::cli::runCommandLine({argv + 1, argv + argc}));
}
