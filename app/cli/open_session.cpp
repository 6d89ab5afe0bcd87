// SPDX-License-Identifier: GPL-3.0-or-later
#include "open_session.h"

#include "bundle/bundle.h"
#include "catalog.h"
#include "document/validate.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin::cli {

namespace {

bool isApp(const std::filesystem::path& path)
{
    const std::filesystem::path extension = path.extension();
    return extension == ".twinapp" || extension == ".twinpack" || std::filesystem::is_directory(path);
}

Result<std::unique_ptr<Session>> openApp(const std::filesystem::path& path)
{
    Result<Bundle> bundle = openBundle(path, standardCatalog());
    if (!bundle)
        return fail(std::move(bundle.error()));
    const auto error = std::find_if(bundle->diagnostics.begin(), bundle->diagnostics.end(),
                                    [](const Diagnostic& d) { return d.severity == Severity::Error; });
    if (error != bundle->diagnostics.end())
        return fail(*error);
    if (!bundle->package)
        return fail("app.package", path.string(),
                    fmt::format("{} names no package.", path.filename().string()),
                    "Choose one in the builder.");
    return Session::open(bundle->package, appRules(bundle->document, standardCatalog()),
                         Session::Mode::Inline);
}

} // namespace

Result<std::unique_ptr<Session>> openSession(const std::filesystem::path& path)
{
    if (isApp(path))
        return openApp(path);
    Result<std::shared_ptr<const Package>> package = readPackage(path);
    if (!package)
        return fail(std::move(package.error()));
    return Session::open(std::move(*package), {}, Session::Mode::Inline);
}

} // namespace twin::cli
