# SPDX-License-Identifier: GPL-3.0-or-later
# Assembles the export kit: run as a script by the build, with KIT, PLAYER, RUNNER (of FMUs), LAUNCHER, SOURCE, WORK and the tools given.
cmake_minimum_required(VERSION 3.25)
include("${SOURCE}/packaging/kit/icu_data.cmake")
include("${SOURCE}/packaging/kit/licences.cmake")

set(final "${KIT}")
set(KIT "${final}.new")
file(REMOVE_RECURSE "${KIT}")
file(MAKE_DIRECTORY "${KIT}/lib/plugins" "${KIT}/share/fonts")

# Raster platforms, the formats that images of an app may have, and dead keys. The rest of Qt's plugins stays out.
set(plugins platforms/libqxcb.so platforms/libqoffscreen.so platforms/libqminimal.so imageformats/libqsvg.so
            imageformats/libqjpeg.so iconengines/libqsvgicon.so platforminputcontexts/libcomposeplatforminputcontextplugin.so)
set(fonts Inter-Regular Inter-Medium Inter-SemiBold Inter-Bold)

list(TRANSFORM plugins PREPEND "${QT_PLUGINS}/" OUTPUT_VARIABLE plugin_files)
file(STRINGS "${SOURCE}/packaging/kit/base-libraries.txt" base REGEX "^[^#]")
list(TRANSFORM base PREPEND "/")
list(TRANSFORM base APPEND "[.]so")
file(GET_RUNTIME_DEPENDENCIES
  EXECUTABLES "${PLAYER}" "${RUNNER}"
  MODULES ${plugin_files}
  RESOLVED_DEPENDENCIES_VAR libraries
  UNRESOLVED_DEPENDENCIES_VAR missing
  POST_EXCLUDE_REGEXES ${base})
if(missing)
  message(FATAL_ERROR "The player needs libraries that are not on this machine: ${missing}")
endif()

set(origins "")
foreach(library IN LISTS libraries)
  cmake_path(GET library FILENAME name)
  if(name MATCHES "^libicudata")
    twinwright_small_icu_data("${library}" "${KIT}/lib/${name}")
  else()
    file(REAL_PATH "${library}" real)
    configure_file("${real}" "${KIT}/lib/${name}" COPYONLY)
  endif()
  list(APPEND origins "lib/${name}=${library}")
endforeach()
foreach(plugin IN LISTS plugins)
  cmake_path(GET plugin FILENAME name)
  string(REGEX MATCH "plugins/.*" place "plugins/${plugin}")
  configure_file("${QT_PLUGINS}/${plugin}" "${KIT}/lib/${place}" COPYONLY)
  list(APPEND origins "lib/${place}=${QT_PLUGINS}/${plugin}")
endforeach()
foreach(font IN LISTS fonts)
  set(file "/usr/share/fonts/opentype/inter/${font}.otf")
  configure_file("${file}" "${KIT}/share/fonts/${font}.otf" COPYONLY)
  list(APPEND origins "share/fonts/${font}.otf=${file}")
endforeach()
file(COPY "${SOURCE}/packaging/kit/static/" DESTINATION "${KIT}")
file(COPY_FILE "${SOURCE}/LICENSE" "${KIT}/LICENSE")
twinwright_licences(${origins})

file(COPY_FILE "${LAUNCHER}" "${KIT}/launcher")
set(programs "${KIT}/lib/twinplayer" "${KIT}/lib/xdtfmu")
file(COPY_FILE "${PLAYER}" "${KIT}/lib/twinplayer")
file(COPY_FILE "${RUNNER}" "${KIT}/lib/xdtfmu")
execute_process(COMMAND "${STRIP}" "${KIT}/launcher" ${programs} COMMAND_ERROR_IS_FATAL ANY)
# The old kind of run path holds for the libraries of libraries and for plugins too, so that they stay as Debian built them.
foreach(program IN LISTS programs)
  execute_process(COMMAND "${PATCHELF}" --force-rpath --set-rpath "$ORIGIN" "${program}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()

file(GLOB_RECURSE files "${KIT}/*")
list(REMOVE_ITEM files "${KIT}/launcher" ${programs})
file(CHMOD ${files} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
file(CHMOD "${KIT}/launcher" ${programs} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
     WORLD_READ WORLD_EXECUTE)
file(REMOVE_RECURSE "${final}")
file(RENAME "${KIT}" "${final}")
