# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of the project is built with.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(TWINWRIGHT_SHARE_DIR "${CMAKE_BINARY_DIR}/share/twinwright")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

# Only what is used gets loaded: it is what an export has to carry.
add_link_options(-Wl,--as-needed)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wno-psabi)
# GCC 12 reports these falsely for joined std::strings at -O3 (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>
                      $<$<COMPILE_LANGUAGE:CXX>:-Wno-stringop-overflow> $<$<COMPILE_LANGUAGE:CXX>:-Wno-array-bounds>)
endif()
# The same checkout must build the same bytes wherever it lies.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=" "-ffile-prefix-map=${CMAKE_BINARY_DIR}/=")
if(TWINWRIGHT_WERROR)
  add_compile_options(-Werror)
endif()
if(TWINWRIGHT_SANITIZE)
  add_compile_options("-fsanitize=${TWINWRIGHT_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # GCC's checks for uninitialised values lose their way in instrumented code of the standard library (std::regex).
  add_compile_options(-Wno-maybe-uninitialized)
  add_link_options("-fsanitize=${TWINWRIGHT_SANITIZE}")
endif()
