// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace twin {

/// A folder of this process's own, which nobody else may read; removed with the object. A lock that the
/// process holds tells it from those that killed processes left behind, which are removed on the way.
class TemporaryFolder
{
  public:
    /// A new folder in `place` whose name begins with `prefix`. Code "file.write".
    static Result<std::unique_ptr<const TemporaryFolder>> make(const std::filesystem::path& place,
                                                               std::string_view prefix);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }

  private:
    TemporaryFolder() = default;

    std::filesystem::path m_path;
    int m_lock = -1; ///< held as long as the folder is in use
};

} // namespace twin
