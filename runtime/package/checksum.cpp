// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/archive.h"

#include <array>
#include <sodium.h>

namespace twin {

std::string sha256Hex(std::string_view bytes)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    std::string hex(2 * hash.size() + 1, '\0'); // sodium_bin2hex ends it with a zero
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    hex.pop_back();
    return hex;
}

} // namespace twin
