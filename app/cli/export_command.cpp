// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/export.h"
#include "catalog.h"
#include "command.h"
#include "progress_line.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string app;
    std::string directory;
    std::string kit;
    bool json = false;
    bool quiet = false;
};

/// What an export is made of lies beside the program, in the build folder as on an installed system.
Result<std::filesystem::path> kitFolder(const Options& options)
{
    if (!options.kit.empty())
        return std::filesystem::path(options.kit);
    std::error_code failure;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failure);
    const std::filesystem::path kit = program.parent_path().parent_path() / "share" / "twinwright" / "kit";
    if (failure || !std::filesystem::is_directory(kit, failure))
        return fail("export.kit", kit.string(),
                    "What an export is made of (player, libraries, fonts) was not found.",
                    "Build all of the project or install it, or name the folder with --kit.");
    return kit;
}

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    const Result<std::filesystem::path> kit = kitFolder(options);
    if (!kit)
        return console.fail(kit.error());
    const Result<Bundle> bundle = openBundle(options.app, standardCatalog());
    if (!bundle)
        return console.fail(bundle.error());
    Diagnostics findings;
    const Result<ExportResult> result = [&] {
        ProgressLine progress(console);
        return exportApp(*bundle, standardCatalog(), *kit, options.directory, &findings, progress.callback());
    }();
    console.report(findings);
    if (!result)
        return console.fail(result.error());
    if (console.json())
        console.writeJson(nlohmann::json{{"folder", result->folder.string()},
                                         {"archive", result->archive.string()},
                                         {"archiveBytes", result->archiveBytes},
                                         {"archiveSha256", result->archiveSha256}});
    else
        console.write(fmt::format("folder   {}\narchive  {} ({:.1f} MB)\nSHA-256  {}\n",
                                  result->folder.string(), result->archive.string(),
                                  double(result->archiveBytes) / 1e6, result->archiveSha256));
    return Exit::Done;
}

} // namespace

Command exportCommand()
{
    return {
        "export",
        "APP --to DIR [--json]",
        "export an app as a folder and an archive that run on a bare machine",
        "Writes DIR/NAME and DIR/NAME.tar.xz: the player with all it needs, and the app. Refused while the "
        "app has\n"
        "errors or its package lacks evidence; every finding is printed. Nothing is left half-written.\n",
        {{"xdt export inspect.twinapp --to exports", "the folder and the archive, in exports/"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("app", options->app, "App: .twinapp, the folder that holds one, or .twinpack")
                ->required()
                ->type_name("APP");
            app.add_option("--to", options->directory, "Where the export goes")->required()->type_name("DIR");
            app.add_option("--kit", options->kit,
                           "What an export is made of (share/twinwright/kit beside the program)")
                ->type_name("DIR");
            app.add_flag("--json", options->json, "Answer with JSON");
            app.add_flag("-q,--quiet", options->quiet, "No progress");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
