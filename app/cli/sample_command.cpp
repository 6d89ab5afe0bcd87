// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "command.h"
#include "progress_line.h"
#include "training/design.h"
#include "twin_source.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <map>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string source;
    std::string out;
    DesignRequest design;
    bool quiet = false;
};

const std::map<std::string, DesignKind> designKinds{{"sobol", DesignKind::Sobol},
                                                    {"halton", DesignKind::Halton},
                                                    {"latin-hypercube", DesignKind::LatinHypercube},
                                                    {"full-factorial", DesignKind::FullFactorial}};

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    const Result<TwinSource> source = readTwinSource(options.source, AxisNeed::None);
    if (!source)
        return console.fail(source.error());
    const Contract* contract = &source->contract;
    const Result<std::vector<double>> points = [&] {
        ProgressLine progress(console);
        return makeDesign(*contract, options.design, progress.callback());
    }();
    if (!points)
        return console.fail(points.error());
    const Table table = designTable(*contract, *points);
    if (options.out.empty()) {
        console.write(writeTable(table));
        return Exit::Done;
    }
    if (const Status written = writeFileAtomically(options.out, writeTable(table)); !written)
        return console.fail(written.error());
    console.remark(
        fmt::format("{} runs of {} inputs, written to {}", table.rows, contract->inputs.size(), options.out));
    return Exit::Done;
}

} // namespace

Command sampleCommand()
{
    return {"sample",
            "P.xdt|SPEC.json [--kind KIND] [--runs N] [--where RULE] [--exclude RULE] [-o DESIGN.csv]",
            "place the runs of a design of experiments",
            "Places points in the validated ranges of the inputs, one row a run: a sobol or halton sequence "
            "(any first part\n"
            "of which fills the space as well), an optimised latin-hypercube, or a full-factorial. The same "
            "seed gives the\n"
            "same design. --where keeps points that meet a condition, --exclude leaves out those that do; "
            "both may be repeated.\n",
            {{"xdt sample spec.json --runs 160 -o design.csv", "160 points of a Sobol sequence"},
             {"xdt sample eastfield.xdt --kind latin-hypercube --runs 80", "an optimised Latin hypercube"},
             {"xdt sample eastfield.xdt --exclude \"q_in > 1500 and t_amb > 33\"", "leaves a corner out"}},
            [](CLI::App& app) -> Run {
                const auto options = std::make_shared<Options>();
                app.add_option("source", options->source, "Whose inputs")->required()->type_name("FILE");
                app.add_option("-k,--kind", options->design.kind,
                               "sobol, halton, latin-hypercube, full-factorial")
                    ->transform(CLI::CheckedTransformer(designKinds))
                    ->type_name("KIND");
                app.add_option("-n,--runs", options->design.runs, "How many runs (100)")->type_name("N");
                app.add_option("--levels", options->design.levels, "Levels an input of a full factorial (3)")
                    ->type_name("N");
                app.add_option("--seed", options->design.seed, "Another seed, another design (1)")
                    ->type_name("N");
                app.add_option("--where", options->design.constraints, "Condition that every run meets")
                    ->type_name("RULE")
                    ->allow_extra_args(false);
                app.add_option("--exclude", options->design.excluded, "Condition that no run meets")
                    ->type_name("RULE")
                    ->allow_extra_args(false);
                app.add_option("-o,--output", options->out, "Where the design goes; else to the terminal")
                    ->type_name("FILE");
                app.add_flag("-q,--quiet", options->quiet, "No progress, no remarks");
                return [options](Console& console) { return run(console, *options); };
            }};
}

} // namespace twin::cli
