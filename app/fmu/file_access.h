// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace twin {

/// From now on this process may read the files in `folder`, the system's libraries and this program's own,
/// and write none (Landlock). True as well where the kernel has no Landlock: seccomp then keeps it from
/// writing alone.
bool allowOnlyFilesOf(const char* folder);

} // namespace twin
