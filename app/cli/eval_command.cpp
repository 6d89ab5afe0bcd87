// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "eval_rows.h"
#include "open_session.h"
#include "output_place.h"
#include "session/snapshot_json.h"
#include "settings.h"
#include "snapshot_text.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string package;
    std::vector<std::string> set;
    std::string csv;
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

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    if (options.csv.empty() && !options.out.empty())
        return console.fail({Severity::Error, "usage.arguments", "command line", "-o needs --csv.",
                             "Send the answer to one point to a file with >."});
    if (!options.csv.empty() && options.json)
        return console.fail({Severity::Error, "usage.arguments", "command line",
                             "--csv answers with CSV, not with JSON.", "Leave --json out."});
    if (const Status apart = checkNotInput(options.out, {options.csv, options.package}); !apart)
        return console.fail(apart.error());
    Result<std::unique_ptr<Session>> session = openSession(options.package);
    if (!session)
        return console.fail(session.error());
    const Result<Settings> settings = readSettings((*session)->contract(), options.set);
    if (!settings)
        return console.fail(settings.error());
    return options.csv.empty() ? evaluatePoint(console, **session, *settings)
                               : evaluateTable(console, **session, options.csv, *settings, options.out);
}

} // namespace

Command evalCommand()
{
    return {
        "eval",
        "P.xdt [--set NAME=VALUE ...] [--json]\n       xdt eval P.xdt --csv IN.csv [-o OUT.csv] [--set "
        "NAME=VALUE ...]",
        "evaluate one point, or every row of a table",
        "P.xdt is a package; of an app (.twinapp, .twinpack, or its folder) the app's own rules count as "
        "well.\n"
        "Inputs that are not set take their start value. A value may carry a unit, which is converted; a "
        "choice\n"
        "is given by name, a switch as on or off. Every answer has a zone (validated, sparse, unvalidated,\n"
        "impossible) and a verdict (Pass, Warn, Withhold, Block); with Withhold and Block no number is "
        "shown.\n\n"
        "With --csv the first row of IN.csv names the columns: one for each input that is not set. The "
        "result has\n"
        "one line for each row and point of the axis, with inputs, zone, verdict, reason, and each output "
        "with its\n"
        "band; numbers that are withheld are empty. Columns that the contract does not know are carried "
        "over. If\n"
        "IN.csv has a column named as the axis, each row is answered at its point of the axis alone.\n",
        {{"xdt eval eastfield.xdt --set q_in=1300 t_amb=33",
          "one point; the other inputs at their start values"},
         {"xdt eval eastfield.xdt --set \"q_in=361 l/s\" --json",
          "a value in another unit, the answer as JSON"},
         {"xdt eval eastfield.xdt --csv days.csv -o answers.csv", "every row of a table"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("package", options->package, "Package or app")->required()->type_name("FILE");
            app.add_option("--set", options->set, "An input and its value; may be given again")
                ->type_name("NAME=VALUE");
            app.add_option("--csv", options->csv, "Table with one point a row")->type_name("IN.csv");
            app.add_option("-o,--output", options->out, "Where the table of answers goes (standard output)")
                ->type_name("OUT.csv");
            app.add_flag("--json", options->json, "Answer with JSON");
            app.add_flag("-q,--quiet", options->quiet, "No progress and no remarks");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
