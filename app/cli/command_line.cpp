// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "base/nearest_names.h"
#include "command.h"
#include "help.h"
#include "help_topics.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <new>

namespace twin::cli {

namespace {

Diagnostic usageError(std::string code, std::string message, std::string remedy)
{
    return {Severity::Error, "usage." + code, "command line", std::move(message), std::move(remedy)};
}

const Command* find(const std::vector<Command>& commands, const std::string& name)
{
    const auto found =
        std::find_if(commands.begin(), commands.end(), [&](const Command& c) { return c.name == name; });
    return found == commands.end() ? nullptr : &*found;
}

Exit unknownCommand(const std::vector<Command>& commands, const std::string& name, Console& console)
{
    std::vector<std::string> known = {"help"};
    for (const Command& command : commands)
        known.push_back(command.name);
    const std::string near = didYouMean(nearestNames(name, known));
    return console.fail(usageError("command", fmt::format("There is no command \"{}\".", name),
                                   fmt::format("{}{}See xdt help.", near, near.empty() ? "" : " ")));
}

Exit help(const std::vector<Command>& commands, const std::vector<std::string>& arguments, Console& console)
{
    if (arguments.size() < 2 || arguments[1] == "help") {
        console.write(helpOverview(commands));
        return Exit::Done;
    }
    for (const HelpTopic& topic : helpTopics())
        if (topic.name == arguments[1]) {
            console.write(std::string(topic.text));
            return Exit::Done;
        }
    const Command* command = find(commands, arguments[1]);
    if (!command)
        return unknownCommand(commands, arguments[1], console);
    console.write(helpOf(*command));
    return Exit::Done;
}

Exit run(const Command& command, const std::vector<std::string>& arguments, Console& console)
{
    CLI::App app;
    app.set_help_flag();
    bool wantsHelp = false;
    app.add_flag("-h,--help", wantsHelp);
    const Run todo = command.setUp(app);
    // CLI11 takes them from the back.
    std::vector<std::string> rest(arguments.rbegin(), arguments.rend() - 1);
    // What follows -- is for another program.
    const auto ours = std::find(arguments.begin(), arguments.end(), "--");
    if (std::any_of(arguments.begin(), ours,
                    [](const std::string& a) { return a == "-h" || a == "--help"; })) {
        console.write(helpOf(command));
        return Exit::Done;
    }
    try {
        app.parse(rest);
    } catch (const CLI::RequiredError&) {
        return console.fail(
            usageError("arguments",
                       fmt::format("The command is not complete. It is written xdt {} {}.", command.name,
                                   command.usage.substr(0, command.usage.find('\n'))),
                       fmt::format("See xdt help {}.", command.name)));
    } catch (const CLI::ParseError& error) {
        std::string message = error.what();
        if (!message.empty() && message.back() != '.')
            message += '.';
        return console.fail(
            usageError("arguments", std::move(message), fmt::format("See xdt help {}.", command.name)));
    }
    return todo(console);
}

Exit dispatch(const std::vector<std::string>& arguments, Console& console)
{
    const std::vector<Command> commands = allCommands();
    if (arguments.empty())
        return console.fail(usageError("command", "No command was given.", "See xdt help."));
    const std::string& name = arguments[0];
    if (name == "--version" || name == "-V") {
        console.write("xdt " TWINWRIGHT_VERSION "\n");
        return Exit::Done;
    }
    if (name == "help" || name == "--help" || name == "-h")
        return help(commands, arguments, console);
    const Command* command = find(commands, name);
    return command ? run(*command, arguments, console) : unknownCommand(commands, name, console);
}

} // namespace

std::vector<Command> allCommands()
{
    return {sampleCommand(),   runCommand(),   enrichCommand(), trainCommand(),
            importCommand(),   infoCommand(),  reportCommand(), evalCommand(),
            validateCommand(), checkCommand(), exportCommand(), schemaCommand()};
}

Exit runCommandLine(std::vector<std::string> arguments)
{
    const auto ours = std::find(arguments.begin(), arguments.end(), "--");
    Console console(std::find(arguments.begin(), ours, "--json") != ours);
    Exit exit = Exit::Failed;
    try {
        exit = dispatch(arguments, console);
    } catch (const std::bad_alloc&) {
        console.report({Severity::Error, "system.memory", "", "There is not enough memory for this.",
                        "Give it less at once."});
    } catch (const std::exception& failure) {
        console.report({Severity::Error, "system.failure", "",
                        fmt::format("The command failed: {}.", failure.what()),
                        "Report it with the command line that led to it."});
    }
    return console.finish(exit);
}

} // namespace twin::cli
