// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <lzma.h>
#include <string_view>
#include <vector>

namespace twin {

/// A file that is compressed while it grows. The same bytes written give the same file, in whatever pieces
/// and on however many processors: blocks of a fixed size are compressed side by side, with the x86 filter,
/// because most of an export is machine code.
///
/// Codes of all three: "file.read-only", "file.full", "file.write".
class XzFile
{
  public:
    explicit XzFile(std::filesystem::path path);
    ~XzFile();
    XzFile(const XzFile&) = delete;
    XzFile& operator=(const XzFile&) = delete;

    /// Creates the file, or empties it.
    Status open();
    Status write(std::string_view bytes) { return compress(bytes, LZMA_RUN); }
    /// Writes what is left and flushes it to disk.
    Status finish();

  private:
    Status compress(std::string_view bytes, lzma_action action);
    Status flush(std::size_t count);
    Status failure() const;

    std::filesystem::path m_path;
    std::vector<std::uint8_t> m_buffer;
    lzma_stream m_stream = LZMA_STREAM_INIT;
    int m_descriptor = -1;
};

} // namespace twin
