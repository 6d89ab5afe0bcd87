// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/xz_file.h"

#include "bundle/write_failure.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace twin {

namespace {

// Small enough that four processors share the work of an ordinary export, large enough to cost 1 % of its
// size.
constexpr std::uint64_t blockBytes = std::uint64_t(8) << 20;
constexpr std::uint32_t preset = 6;
constexpr unsigned mostThreads = 4; // 100 MB of memory each

Diagnostic compressionFailure(const std::filesystem::path& path, lzma_ret code)
{
    return {Severity::Error, "file.write", path.string(),
            fmt::format("The compression failed (liblzma code {}).", int(code)),
            "Free some memory and try again."};
}

} // namespace

XzFile::XzFile(std::filesystem::path path) : m_path(std::move(path)), m_buffer(std::size_t(1) << 20) {}

XzFile::~XzFile()
{
    lzma_end(&m_stream);
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Status XzFile::open()
{
    m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (m_descriptor < 0)
        return failure();
    lzma_options_lzma options{};
    lzma_lzma_preset(&options, preset);
    const std::array<lzma_filter, 3> filters{
        {{LZMA_FILTER_X86, nullptr}, {LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}}};
    lzma_mt settings{};
    settings.threads = std::clamp(std::thread::hardware_concurrency(), 1u, mostThreads);
    settings.block_size = blockBytes;
    settings.filters = filters.data();
    settings.check = LZMA_CHECK_CRC64;
    if (const lzma_ret code = lzma_stream_encoder_mt(&m_stream, &settings); code != LZMA_OK)
        return fail(compressionFailure(m_path, code));
    return {};
}

Status XzFile::compress(std::string_view bytes, lzma_action action)
{
    m_stream.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    m_stream.avail_in = bytes.size();
    lzma_ret code = LZMA_OK;
    while (code == LZMA_OK && (m_stream.avail_in > 0 || action == LZMA_FINISH)) {
        m_stream.next_out = m_buffer.data();
        m_stream.avail_out = m_buffer.size();
        code = lzma_code(&m_stream, action);
        if (Status written = flush(m_buffer.size() - m_stream.avail_out); !written)
            return written;
    }
    if (code != LZMA_OK && code != LZMA_STREAM_END)
        return fail(compressionFailure(m_path, code));
    return {};
}

Status XzFile::finish()
{
    if (Status written = compress({}, LZMA_FINISH); !written)
        return written;
    return ::fsync(m_descriptor) == 0 ? Status() : failure();
}

Status XzFile::flush(std::size_t count)
{
    for (std::size_t done = 0; done < count;) {
        const ssize_t written = ::write(m_descriptor, m_buffer.data() + done, count - done);
        if (written < 0 && errno != EINTR)
            return failure();
        done += written > 0 ? std::size_t(written) : 0;
    }
    return {};
}

// Of the system call that has just failed.
Status XzFile::failure() const
{
    return writeFailure(std::error_code(errno, std::generic_category()), m_path);
}

} // namespace twin
