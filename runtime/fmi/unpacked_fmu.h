// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "package/archive.h"

#include <filesystem>
#include <memory>

namespace twin {

/// An FMU's binaries and resources in a folder of this session's own, which nobody else may read; removed
/// with the object. Folders that killed sessions left behind are removed on the way.
class UnpackedFmu
{
  public:
    /// Unpacks what lies under `binaries` and under "resources/". Code "fmu.folder".
    static Result<std::shared_ptr<const UnpackedFmu>> unpack(const ArchiveEntries& entries,
                                                             const std::string& binaries);
    ~UnpackedFmu();
    UnpackedFmu(const UnpackedFmu&) = delete;
    UnpackedFmu& operator=(const UnpackedFmu&) = delete;

    const std::filesystem::path& folder() const { return m_folder; }
    bool hasResources() const { return m_hasResources; }

  private:
    UnpackedFmu() = default;

    std::filesystem::path m_folder;
    int m_lock = -1; ///< held as long as the folder is in use
    bool m_hasResources = false;
};

} // namespace twin
