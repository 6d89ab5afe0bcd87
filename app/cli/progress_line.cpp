// SPDX-License-Identifier: GPL-3.0-or-later
#include "progress_line.h"

#include "interrupt.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace twin::cli {

namespace {

std::string duration(double seconds)
{
    const auto whole = static_cast<long>(seconds + 0.5);
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::size_t terminalWidth()
{
    winsize size = {};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

} // namespace

ProgressLine::ProgressLine(const Console& console) : m_enabled(!console.isQuiet() && isatty(STDERR_FILENO))
{
    watchForInterrupt();
}

ProgressLine::~ProgressLine()
{
    if (m_drawn)
        std::fputs("\r\033[K", stderr);
}

double ProgressLine::seconds() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
}

void ProgressLine::show(double fraction, const std::string& step)
{
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (!m_firstFraction)
        m_firstFraction = fraction;
    if (!m_enabled || now - m_begin < 1s || now - m_last < 100ms)
        return;
    m_last = now;
    m_drawn = true;
    constexpr int width = 24;
    const double done = std::clamp(fraction, 0.0, 1.0);
    const int filled = int(done * width);
    std::string line = fmt::format("[{:#<{}}{:.<{}}] {:3.0f} %", "", filled, "", width - filled, done * 100);
    // What was there at the start, such as runs done before, says nothing of the pace.
    const double gained = done - *m_firstFraction;
    if (gained > 0.01 && done < 1)
        line += fmt::format("  {} left", duration(seconds() / gained * (1 - done)));
    line += "  " + step;
    std::fputs(fmt::format("\r\033[K{}", line.substr(0, terminalWidth() - 1)).c_str(), stderr);
    std::fflush(stderr);
}

std::function<bool(double, const std::string&)> ProgressLine::callback()
{
    return [this](double fraction, const std::string& step) {
        show(fraction, step);
        return !isInterrupted();
    };
}

} // namespace twin::cli
