// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"

#include <filesystem>
#include <string>

namespace twin {

/// What an exported app says about itself outside its window.
struct AppWords
{
    std::string title;
    std::string decision;               ///< the question that the app answers
    std::string user;                   ///< for whom
    const Contract* contract = nullptr; ///< of the bundle's package; lives as long as that
};

AppWords appWords(const Bundle& bundle, const Catalog& catalog);

/// The name of an export's folder, program and archive: the title in lower-case ASCII letters, digits and
/// single hyphens, at most 48 long; "app" when nothing is left of it. A name that the kit's own entries have
/// gets "-app".
std::string exportName(const std::string& title, const std::filesystem::path& kit);

/// A freedesktop.org desktop entry that starts the program beside it, wherever the folder lies.
std::string desktopEntry(const AppWords& words, const std::string& program);

/// The README of an export, for the person who uses it.
std::string operatorsReadme(const AppWords& words, const std::string& program);

} // namespace twin
