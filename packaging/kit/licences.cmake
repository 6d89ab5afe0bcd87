# SPDX-License-Identifier: GPL-3.0-or-later
# Whose work is in an export, and under which licence: one copyright file a Debian package, and a NOTICE that lists every file.

# Compiled into the player from headers: they show in no list of shared objects.
set(compiled_in libeigen3-dev nlohmann-json3-dev libexpected-dev libcli11-dev)

# The package that owns FILE, and its version, into PACKAGE and VERSION of the caller.
function(_owner FILE)
  file(REAL_PATH "${FILE}" real)
  # dpkg knows files of /lib by that name, although /lib is a link to /usr/lib.
  string(REGEX REPLACE "^/usr" "" short "${real}")
  execute_process(COMMAND "${DPKG_QUERY}" -S "${real}" "${short}" OUTPUT_VARIABLE found ERROR_QUIET)
  if(NOT found MATCHES "^([^:, ]+)(:[a-z0-9]+)?: ")
    message(FATAL_ERROR "No Debian package owns ${FILE}, so its licence is not known and it cannot go into an export.")
  endif()
  set(PACKAGE "${CMAKE_MATCH_1}" PARENT_SCOPE)
endfunction()

# twinwright_licences(NAME=FILE...): NAME is the place in the kit, FILE where it came from.
function(twinwright_licences)
  set(lines "")
  set(packages ${compiled_in})
  foreach(pair IN LISTS ARGN)
    string(REGEX MATCH "^([^=]+)=(.*)$" _ "${pair}")
    set(name "${CMAKE_MATCH_1}")
    _owner("${CMAKE_MATCH_2}")
    list(APPEND packages ${PACKAGE})
    list(APPEND lines "${name}  ${PACKAGE}")
  endforeach()
  list(REMOVE_DUPLICATES packages)
  list(SORT packages)
  list(SORT lines)

  set(sources "")
  set(texts "")
  foreach(package IN LISTS packages)
    file(READ "/usr/share/doc/${package}/copyright" text)
    configure_file("/usr/share/doc/${package}/copyright" "${KIT}/licences/${package}.txt" COPYONLY)
    string(REGEX MATCHALL "/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]" named "${text}")
    list(APPEND texts ${named})
    execute_process(COMMAND "${DPKG_QUERY}" -W "-f=\${Package}  \${Version}, source package \${source:Package} \${source:Version}\\n"
      "${package}" OUTPUT_VARIABLE line COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX REPLACE "\n.*" "" line "${line}")
    list(APPEND sources "${line}")
  endforeach()
  list(REMOVE_DUPLICATES texts)
  foreach(text IN LISTS texts)
    if(EXISTS "${text}")
      cmake_path(GET text FILENAME name)
      file(REAL_PATH "${text}" real)
      configure_file("${real}" "${KIT}/licences/common-licenses/${name}" COPYONLY)
    endif()
  endforeach()

  list(JOIN lines "\n  " lines)
  list(JOIN sources "\n  " sources)
  configure_file("${SOURCE}/packaging/kit/NOTICE.in" "${KIT}/NOTICE" @ONLY)
endfunction()
