// SPDX-License-Identifier: GPL-3.0-or-later
#include "slave.h"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>

namespace twin {

void noteMessage(FmuChannel& channel, const char* text)
{
    std::snprintf(channel.message, sizeof channel.message, "%s", text ? text : "");
}

bool lookForFunction(void* library, const char* name, void* place)
{
    void* function = dlsym(library, name);
    if (function)
        std::memcpy(place, &function, sizeof function);
    return function != nullptr;
}

bool takeFunction(void* library, const char* name, void* place, FmuChannel& channel)
{
    const bool isThere = lookForFunction(library, name, place);
    if (!isThere)
        noteMessage(channel, name);
    return isThere;
}

Slave::Outcome lacksAccess(FmuChannel& channel)
{
    noteMessage(channel, "its binary has no function for variables of this type");
    return Slave::Outcome::Error;
}

} // namespace twin
