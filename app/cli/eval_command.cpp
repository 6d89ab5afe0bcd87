// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "eval_rows.h"
#include "open_session.h"
#include "output_place.h"
#include "session/snapshot_json.h"
#include "settings.h"
#include "snapshot_text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string package;
    std::vector<std::string> set;
    std::string csv;
    std::vector<std::string> grid;
    std::string out;
    bool json = false;
    bool quiet = false;
};

Exit evaluatePoint(Console& console, const Session& session, const Settings& settings)
{
    const Contract& contract = session.contract();
    const Snapshot snapshot = session.evaluatePoint(pointOf(contract, settings));
    if (snapshot.error)
        return console.fail(*snapshot.error);
    if (console.json())
        console.writeJson(toJson(contract, snapshot));
    else
        console.write(snapshotText(contract, settings, snapshot));
    return Exit::Done;
}

Exit overGrid(Console& console, const Session& session, const Settings& settings, const Options& options)
{
    const Result<GridSetting> first = readGridSetting(session.contract(), options.grid[0]);
    if (!first)
        return console.fail(first.error());
    const Result<GridSetting> second = readGridSetting(session.contract(), options.grid[1]);
    if (!second)
        return console.fail(second.error());
    if (first->input == second->input)
        return console.fail({Severity::Error, "usage.grid", "command line",
                             "Both axes of the grid are the same input.", "Name two inputs."});
    for (const std::size_t input : {first->input, second->input})
        if (settings.count(input) != 0)
            return console.fail(
                {Severity::Error, "usage.set-twice", "command line",
                 fmt::format("{} is set and has a grid.", session.contract().inputs[input].name),
                 "Leave one of the two out."});
    return evaluateOverGrid(console, session, *first, *second, settings, options.out);
}

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    if (options.grid.size() == 1 || options.grid.size() > 2 ||
        (!options.grid.empty() && !options.csv.empty()))
        return console.fail({Severity::Error, "usage.arguments", "command line",
                             "A grid is laid over two inputs, and without a table.",
                             "Give --grid twice and no --csv."});
    const bool table = !options.csv.empty() || !options.grid.empty();
    if (!table && !options.out.empty())
        return console.fail({Severity::Error, "usage.arguments", "command line", "-o needs --csv or --grid.",
                             "Send the answer to one point to a file with >."});
    if (table && options.json)
        return console.fail({Severity::Error, "usage.arguments", "command line",
                             "A table is answered with CSV, not with JSON.", "Leave --json out."});
    if (const Status apart = checkNotInput(options.out, {options.csv, options.package}); !apart)
        return console.fail(apart.error());
    Result<std::unique_ptr<Session>> session = openSession(options.package);
    if (!session)
        return console.fail(session.error());
    const Result<Settings> settings = readSettings((*session)->contract(), options.set);
    if (!settings)
        return console.fail(settings.error());
    if (!options.grid.empty())
        return overGrid(console, **session, *settings, options);
    return options.csv.empty() ? evaluatePoint(console, **session, *settings)
                               : evaluateTable(console, **session, options.csv, *settings, options.out);
}

} // namespace

Command evalCommand()
{
    return {
        "eval",
        "P.xdt [--set NAME=VALUE ...] [--json]\n       xdt eval P.xdt --csv IN.csv [-o OUT.csv] [--set "
        "NAME=VALUE ...]\n       xdt eval P.xdt --grid A=FROM:TO:COUNT --grid B=FROM:TO:COUNT [-o OUT.csv] "
        "[--set NAME=VALUE ...]",
        "evaluate one point, every row of a table, or a grid of two inputs",
        "P.xdt is a package; of an app (.twinapp, .twinpack, or its folder) the app's own rules count as "
        "well.\n"
        "Inputs that are not set take their start value. A value may carry a unit, which is converted; a "
        "choice\n"
        "is given by name, a switch as on or off. Every answer has a zone (validated, sparse, unvalidated,\n"
        "impossible) and a verdict (Pass, Warn, Withhold, Block); with Withhold and Block no number is "
        "shown.\n\n"
        "With --csv the first row of IN.csv names the columns: one for each input that is not set. The "
        "result has\n"
        "one line for each row and point of the axis (or of both axes, the second going faster), with\n"
        "inputs, zone, verdict, reason, and each output with its band; numbers that are withheld are empty.\n"
        "Columns that the contract does not know are carried over. If IN.csv has a column named as an axis,\n"
        "each row is answered at its point of that axis alone.\n\n"
        "With --grid, twice, two inputs take COUNT values each from FROM to TO, every one with every other, "
        "as "
        "for a\n"
        "contour; the same table without the bands, which takes some models a small part of the time.\n",
        {{"xdt eval eastfield.xdt --set q_in=1300 t_amb=33",
          "one point; the other inputs at their start values"},
         {"xdt eval eastfield.xdt --set \"q_in=361 l/s\" --json",
          "a value in another unit, the answer as JSON"},
         {"xdt eval eastfield.xdt --csv days.csv -o answers.csv", "every row of a table"},
         {"xdt eval eastfield.xdt --grid q_in=800:1400:50 --grid t_amb=5:40:50 -o contour.csv",
          "a contour of two inputs"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("package", options->package, "Package or app")->required()->type_name("FILE");
            app.add_option("--set", options->set, "An input and its value; may be given again")
                ->type_name("NAME=VALUE");
            app.add_option("--csv", options->csv, "Table with one point a row")->type_name("IN.csv");
            app.add_option("--grid", options->grid, "An input and its values on a grid; given twice")
                ->type_name("NAME=FROM:TO:COUNT");
            app.add_option("-o,--output", options->out, "Where the table of answers goes (standard output)")
                ->type_name("OUT.csv");
            app.add_flag("--json", options->json, "Answer with JSON");
            app.add_flag("-q,--quiet", options->quiet, "No progress and no remarks");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
