// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

int main(int argc, char** argv)
{
    return int(twin::cli::runCommandLine({argv + 1, argv + argc}));
}
