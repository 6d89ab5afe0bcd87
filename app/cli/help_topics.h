// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace twin::cli {

/// What `xdt help NAME` tells beside the commands.
struct HelpTopic
{
    std::string_view name, summary, text;
};

const std::vector<HelpTopic>& helpTopics();

} // namespace twin::cli
