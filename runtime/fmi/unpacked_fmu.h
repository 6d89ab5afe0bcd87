// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/temporary_folder.h"
#include "package/archive.h"

#include <filesystem>
#include <memory>

namespace twin {

/// An FMU's binaries and resources in a temporary folder, removed with the object.
class UnpackedFmu
{
  public:
    /// Unpacks what lies under `binaries` and under "resources/". Code "fmu.folder".
    static Result<std::shared_ptr<const UnpackedFmu>> unpack(const ArchiveEntries& entries,
                                                             const std::string& binaries);

    const std::filesystem::path& folder() const { return m_folder->path(); }
    bool hasResources() const { return m_hasResources; }

  private:
    UnpackedFmu() = default;

    std::unique_ptr<const TemporaryFolder> m_folder;
    bool m_hasResources = false;
};

} // namespace twin
