// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/export.h"

#include "base/file.h"
#include "bundle/copy_folder.h"
#include "bundle/launch_files.h"
#include "bundle/tar_xz.h"
#include "bundle/write_failure.h"
#include "document/validate.h"
#include "package/archive.h"

#include <algorithm>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace twin {

namespace {

// Of the work; the rest is compression.
constexpr double copyingShare = 0.1;

/// A place to work in that is gone afterwards.
class Scratch
{
  public:
    explicit Scratch(fs::path path) : m_path(std::move(path)) { discard(); }
    ~Scratch() { discard(); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const fs::path& path() const { return m_path; }

  private:
    void discard()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    fs::path m_path;
};

Status checkGate(const Bundle& bundle, const Catalog& catalog, Diagnostics* findings)
{
    Diagnostics all = bundle.diagnostics;
    for (Diagnostic& found : exportGate(bundle.document, catalog, bundle.package.get()))
        if (std::find(all.begin(), all.end(), found) == all.end())
            all.push_back(std::move(found));
    const auto errors = std::count_if(all.begin(), all.end(),
                                      [](const Diagnostic& d) { return d.severity == Severity::Error; });
    std::string list;
    for (const Diagnostic& found : all)
        if (found.severity == Severity::Error)
            list += "\n  " + format(found);
    if (findings)
        *findings = std::move(all);
    if (errors > 0)
        return fail("export.gate", {},
                    fmt::format("The app is not ready for export. {} to mend:{}",
                                errors == 1 ? "One thing" : fmt::format("{} things", errors), list),
                    "Mend what is listed and export again.");
    return {};
}

Status checkKit(const fs::path& kit)
{
    for (const char* part : {"launcher", "lib/twinplayer", "LICENSE", "NOTICE"})
        if (!fs::exists(kit / part))
            return fail("export.kit", kit.string(), fmt::format("The export kit has no {}.", part),
                        "Build the target \"kit\", or install Twinwright again.");
    return {};
}

/// An earlier export may be replaced, anything else may not.
Status checkTarget(const fs::path& folder)
{
    if (fs::exists(folder) && !fs::exists(folder / "app.twinpack"))
        return fail("export.exists", folder.string(),
                    "There is a folder of this name already, and it is no exported app.",
                    "Move it away, choose another folder, or give the app another title.");
    return {};
}

fs::path nameInExport(const fs::path& nameInKit, const std::string& program)
{
    if (nameInKit == "launcher")
        return program;
    if (nameInKit == "icon.svg")
        return program + ".svg";
    return nameInKit;
}

Status copyKit(const fs::path& kit, const fs::path& folder, const std::string& program,
               const Progress& progress)
{
    return copyFolder(
        kit, folder, [&program](const fs::path& name) { return nameInExport(name, program); },
        [&progress](double share) {
            return !progress || progress(copyingShare * share, "Copying the player");
        });
}

Status writeApp(const Bundle& bundle, const Catalog& catalog, const fs::path& folder,
                const std::string& program)
{
    if (Status written = writeBundle(bundle, catalog, folder / "app.twinpack"); !written)
        return written;
    const AppWords words = appWords(bundle, catalog);
    if (Status written = writeFileAtomically(folder / (program + ".desktop"), desktopEntry(words, program));
        !written)
        return written;
    return writeFileAtomically(folder / "README.txt", operatorsReadme(words, program));
}

/// The old export, if any, gives way to the new one only when both parts of that are there.
Status putInPlace(const fs::path& newFolder, const fs::path& newArchive, const ExportResult& result)
{
    const Scratch old(result.folder.parent_path() / ("." + result.folder.filename().string() + ".old"));
    std::error_code error;
    if (fs::exists(result.folder))
        fs::rename(result.folder, old.path(), error);
    if (!error)
        fs::rename(newFolder, result.folder, error);
    if (!error)
        fs::rename(newArchive, result.archive, error);
    return error ? writeFailure(error, result.folder) : Status();
}

} // namespace

Result<ExportResult> exportApp(const Bundle& bundle, const Catalog& catalog, const fs::path& kit,
                               const fs::path& directory, Diagnostics* findings, const Progress& progress)
{
    if (Status open = checkGate(bundle, catalog, findings); !open)
        return fail(open.error());
    if (Status complete = checkKit(kit); !complete)
        return fail(complete.error());

    const std::string name = exportName(appWords(bundle, catalog).title, kit);
    ExportResult result;
    result.folder = directory / name;
    result.archive = directory / (name + ".tar.xz");
    if (Status free = checkTarget(result.folder); !free)
        return fail(free.error());
    std::error_code error;
    fs::create_directories(directory, error);
    if (error)
        return writeFailure(error, directory);

    const Scratch scratch(directory / ("." + name + ".new"));
    const fs::path folder = scratch.path() / name;
    const fs::path archive = scratch.path() / (name + ".tar.xz");
    fs::create_directories(folder, error);
    if (error)
        return writeFailure(error, directory);
    if (Status copied = copyKit(kit, folder, name, progress); !copied)
        return fail(copied.error());
    if (Status written = writeApp(bundle, catalog, folder, name); !written)
        return fail(written.error());
    const auto packing = [&progress](double share) {
        return !progress || progress(copyingShare + (1 - copyingShare) * share, "Compressing the archive");
    };
    if (Status packed = packTarXz(folder, archive, packing); !packed)
        return fail(packed.error());

    const Result<std::string> bytes = readFile(archive);
    if (!bytes)
        return fail(bytes.error());
    result.archiveBytes = bytes->size();
    result.archiveSha256 = sha256Hex(*bytes);
    if (Status placed = putInPlace(folder, archive, result); !placed)
        return fail(placed.error());
    if (progress)
        progress(1, "Done");
    return result;
}

} // namespace twin
