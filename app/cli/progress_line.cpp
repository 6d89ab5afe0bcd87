// SPDX-License-Identifier: GPL-3.0-or-later
#include "progress_line.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace twin::cli {

namespace {

std::size_t terminalWidth()
{
    winsize size = {};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

} // namespace

ProgressLine::ProgressLine(const Console& console) : m_enabled(!console.isQuiet() && isatty(STDERR_FILENO)) {}

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
    if (!m_enabled || now - m_begin < 1s || now - m_last < 100ms)
        return;
    m_last = now;
    m_drawn = true;
    constexpr int width = 24;
    const double done = std::clamp(fraction, 0.0, 1.0);
    const int filled = int(done * width);
    const std::string line = fmt::format("[{:#<{}}{:.<{}}] {:3.0f} %  {:.0f} s  {}", "", filled, "",
                                         width - filled, done * 100, seconds(), step);
    std::fputs(fmt::format("\r\033[K{}", line.substr(0, terminalWidth() - 1)).c_str(), stderr);
    std::fflush(stderr);
}

std::function<bool(double, const std::string&)> ProgressLine::callback()
{
    return [this](double fraction, const std::string& step) {
        show(fraction, step);
        return true;
    };
}

} // namespace twin::cli
