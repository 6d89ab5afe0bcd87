// SPDX-License-Identifier: GPL-3.0-or-later
#include "console.h"

#include "base/json.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>

namespace twin::cli {

namespace {

void put(std::FILE* stream, std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
}

} // namespace

void Console::write(std::string_view text)
{
    m_answered = m_answered || !text.empty();
    put(stdout, text);
}

void Console::writeJson(const nlohmann::json& json)
{
    write(canonicalJson(json));
}

void Console::report(const Diagnostic& diagnostic)
{
    m_reported.push_back(diagnostic);
    put(stderr, "xdt: " + format(diagnostic) + "\n");
}

void Console::report(const Diagnostics& diagnostics)
{
    for (const Diagnostic& diagnostic : diagnostics)
        report(diagnostic);
}

void Console::remark(std::string_view text)
{
    if (!m_quiet)
        put(stderr, fmt::format("{}\n", text));
}

Exit Console::fail(const Diagnostic& error)
{
    report(error);
    return exitFor(error);
}

Exit Console::finish(Exit exit)
{
    if (m_json && !m_answered && exit != Exit::Done)
        writeJson(nlohmann::json{{"diagnostics", m_reported}});
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
        return exit;
    const bool isFull = errno == ENOSPC || errno == EFBIG;
    return fail({Severity::Error, isFull ? "file.full" : "file.write", "standard output",
                 fmt::format("The answer could not be written: {}.", std::strerror(errno)),
                 "Send it to a place with room that may be written."});
}

} // namespace twin::cli
