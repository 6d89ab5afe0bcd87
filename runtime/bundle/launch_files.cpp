// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/launch_files.h"

#include <fmt/format.h>
#include <string_view>

namespace twin {

namespace {

constexpr std::size_t longestName = 48;

// U+00C0 to U+00FF without their accents; '-' where there is no one letter for them.
constexpr std::string_view latin1Letters = "aaaaaaaceeeeiiiidnooooo-ouuuuyts"
                                           "aaaaaaaceeeeiiiidnooooo-ouuuuyty";

std::string wordOf(const Document& document, const char* key, const Catalog& catalog)
{
    const nlohmann::json value = propertyOf(document.root, key, catalog);
    return value.is_string() ? value.get<std::string>() : std::string();
}

/// One value of a desktop entry: a single line, with the escapes of the specification.
std::string entryValue(std::string_view text)
{
    std::string value;
    for (const char c : text) {
        if (c == '\\')
            value += "\\\\";
        else
            value += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return value;
}

std::string bullets(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines)
        text += "  - " + line + "\n";
    return text;
}

} // namespace

AppWords appWords(const Bundle& bundle, const Catalog& catalog)
{
    return {wordOf(bundle.document, "title", catalog), wordOf(bundle.document, "decision", catalog),
            wordOf(bundle.document, "user", catalog), bundle.package ? &bundle.package->contract : nullptr};
}

std::string exportName(const std::string& title, const std::filesystem::path& kit)
{
    std::string name;
    for (std::size_t at = 0; at < title.size(); ++at) {
        const auto byte = static_cast<unsigned char>(title[at]);
        char letter = '-';
        if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
            letter = char(byte);
        else if (byte >= 'A' && byte <= 'Z')
            letter = char(byte - 'A' + 'a');
        else if (byte == 0xC3 && at + 1 < title.size()) // the first byte of these letters in UTF-8
            letter = latin1Letters[static_cast<unsigned char>(title[++at]) & 0x3F];
        if (letter != '-' || (!name.empty() && name.back() != '-'))
            name += letter;
    }
    name.resize(std::min(name.size(), longestName));
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    if (name.empty())
        name = "app";
    if (std::filesystem::exists(kit / name))
        name += "-app";
    return name;
}

std::string desktopEntry(const AppWords& words, const std::string& program)
{
    // A desktop entry cannot name a program relative to itself; %k is its own place.
    return fmt::format("[Desktop Entry]\n"
                       "Type=Application\n"
                       "Version=1.0\n"
                       "Name={}\n"
                       "Comment={}\n"
                       "Exec=sh -c \"exec \\\\\"\\\\$(dirname \\\\\"\\\\$0\\\\\")/{}\\\\\"\" %k\n"
                       "Icon={}\n"
                       "Terminal=false\n"
                       "Categories=Science;Engineering;\n",
                       entryValue(words.title), entryValue(words.decision), program, program);
}

std::string operatorsReadme(const AppWords& words, const std::string& program)
{
    std::string text = fmt::format("{}\n\n", words.title);
    if (!words.decision.empty())
        text += words.decision + "\n";
    if (!words.user.empty())
        text += fmt::format("For: {}\n", words.user);
    text += fmt::format("\nStart it: open the program \"{0}\" in this folder, or type ./{0} in a terminal. "
                        "It needs no installation and no\n"
                        "network; keep the folder together. It runs on Debian 12 and newer systems like it, "
                        "on 64-bit PCs.\n\n"
                        "Check it on this machine: ./{0} --selftest replays the answers that were recorded "
                        "when the twin was made,\n"
                        "and says whether this machine gives the same ones.\n",
                        program);
    if (words.contract) {
        const Contract& twin = *words.contract;
        text +=
            fmt::format("\nThe twin: {} {} ({}), to be reviewed by {}.\n\n{}\n\nMade for:\n{}\nNot for:\n{}",
                        twin.title, twin.version, twin.id, twin.reviewDate, twin.fidelity,
                        bullets(twin.madeFor), bullets(twin.notFor));
    }
    text += "\nThe content of the app belongs to those who made it. The player is free software under the "
            "GNU General Public\n"
            "License, version 3 or later: see LICENSE, and NOTICE for the libraries beside it.\n";
    return text;
}

} // namespace twin
