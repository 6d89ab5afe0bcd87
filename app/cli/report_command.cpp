// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "command.h"
#include "output_place.h"
#include "report/compose_report.h"
#include "report/html_page.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string package;
    std::string out;
    bool noTiming = false;
    bool quiet = false;
};

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    if (const Status apart = checkNotInput(options.out, {options.package}); !apart)
        return console.fail(apart.error());
    if (std::filesystem::path(options.out).extension() == ".pdf")
        return console.fail({Severity::Error, "usage.arguments", options.out,
                             "The report is written as HTML.",
                             "Name a file that ends in .html; a browser prints it as a PDF."});
    const Result<std::shared_ptr<const Package>> package = readPackage(options.package);
    if (!package)
        return console.fail(package.error());
    Result<ReportData> data = readReport((*package)->report, (*package)->contract);
    if (!data) {
        data.error().location = options.package + data.error().location;
        return console.fail(data.error());
    }
    std::optional<ModelTiming> timing;
    if (!options.noTiming) {
        if (Result<ModelTiming> measured = measureTiming(**package))
            timing = std::move(*measured);
        else
            console.report(measured.error());
    }
    const std::string page = htmlPage(composeReport(**package, *data, timing ? &*timing : nullptr));
    if (const Status written = writeFileAtomically(options.out, page); !written)
        return console.fail(written.error());
    console.remark(
        fmt::format("Written to {}. Any browser shows and prints it; it needs no network.", options.out));
    return Exit::Done;
}

} // namespace

Command reportCommand()
{
    return {
        "report",
        "P.xdt -o REPORT.html [--no-timing]",
        "write the validation report as a page for a browser or a printer",
        "The page is one file with all plots in it. It says first in plain words what the twin is for and "
        "not "
        "for,\n"
        "how far to trust it and where not; then how that was measured: scores by output and by part of each "
        "input,\n"
        "answers against runs, coverage of the bands, the worst runs, where the runs lie and where errors "
        "are "
        "large,\n"
        "which inputs matter, and how fast it answers on this machine. All of it but the speed comes from "
        "the\n"
        "package; with --no-timing the same package gives the same page.\n",
        {{"xdt report eastfield.xdt -o eastfield.html", "the report of a twin"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("package", options->package, "Package")->required()->type_name("P.xdt");
            app.add_option("-o,--output", options->out, "Where the page goes")
                ->required()
                ->type_name("REPORT.html");
            app.add_flag("--no-timing", options->noTiming, "Leave out how fast it answers here");
            app.add_flag("-q,--quiet", options->quiet, "No remarks");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
