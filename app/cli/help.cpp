// SPDX-License-Identifier: GPL-3.0-or-later
#include "help.h"

#include "help_topics.h"
#include "text_table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace twin::cli {

namespace {

constexpr std::string_view exitCodes = R"(Exit codes:
  0  done; a verdict of any kind is an answer
  1  the command line cannot be understood
  2  something that was given is wrong, or was refused
  3  an operation failed, such as writing a file
)";

std::string examplesText(const Command& command)
{
    std::string text = "Examples:\n";
    for (const Example& example : command.examples)
        text += fmt::format("  {}\n      {}\n", example.line, example.says);
    return text;
}

} // namespace

std::string helpOverview(const std::vector<Command>& commands)
{
    TextTable table;
    table.addColumn("");
    table.addColumn("");
    for (const Command& command : commands)
        table.addRow({command.name, command.summary});
    table.addRow({"help", "this text, or all about one command: xdt help COMMAND"});
    TextTable topics;
    topics.addColumn("");
    topics.addColumn("");
    for (const HelpTopic& topic : helpTopics())
        topics.addRow({fmt::format("help {}", topic.name), std::string(topic.summary)});
    return fmt::format(
        "xdt: train, evaluate, check and export executable digital twins\n\n"
        "Usage: xdt COMMAND [ARGUMENTS]\n       xdt --version\n\nCommands:\n{}\nTopics:\n{}\n"
        "Answers go to standard output, messages to standard error. With --json an answer is JSON, and a\n"
        "command that ends without one writes {{\"diagnostics\": [...]}} in its place.\n\n{}",
        table.text(), topics.text(), exitCodes);
}

std::string helpOf(const Command& command)
{
    CLI::App app;
    app.set_help_flag("-h,--help", "Print this text");
    command.setUp(app);
    const CLI::Formatter formatter;
    return fmt::format("xdt {}: {}\n\nUsage: xdt {} {}\n\n{}\n{}{}\n{}\n{}", command.name, command.summary,
                       command.name, command.usage, command.details, formatter.make_positionals(&app),
                       formatter.make_groups(&app, CLI::AppFormatMode::Normal), examplesText(command),
                       exitCodes);
}

} // namespace twin::cli
