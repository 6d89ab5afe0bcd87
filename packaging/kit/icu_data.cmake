# SPDX-License-Identifier: GPL-3.0-or-later
# ICU's data is 31 MB, half of an export, and an app uses a tenth of it: the same library with the items of icu-keep.txt alone.

# twinwright_small_icu_data(ORIGINAL libicudata.so.NN, RESULT file to write)
function(twinwright_small_icu_data ORIGINAL RESULT)
  cmake_path(GET ORIGINAL FILENAME soname)
  string(REGEX REPLACE "^libicudata\\.so\\.([0-9]+)$" "icudt\\1" entry "${soname}")
  # The items carry the data file's name, so both files must have the right one.
  set(all "${WORK}/icu-all/${entry}l.dat")
  set(small "${WORK}/icu-small/${entry}l.dat")
  file(REMOVE_RECURSE "${WORK}/icu-all" "${WORK}/icu-small")
  file(MAKE_DIRECTORY "${WORK}/icu-all" "${WORK}/icu-small")
  file(REAL_PATH "${ORIGINAL}" original)
  execute_process(COMMAND "${OBJCOPY}" -O binary --only-section=.rodata "${original}" "${all}" COMMAND_ERROR_IS_FATAL ANY)

  execute_process(COMMAND "${ICUPKG}" -l "${all}" OUTPUT_VARIABLE items COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" items "${items}")
  file(STRINGS "${SOURCE}/packaging/kit/icu-keep.txt" patterns REGEX "^[^#]")
  foreach(pattern IN LISTS patterns)
    list(FILTER items EXCLUDE REGEX "${pattern}")
  endforeach()
  list(JOIN items "\n" remove)
  file(WRITE "${WORK}/icu-remove.txt" "${remove}")
  execute_process(COMMAND "${ICUPKG}" -r "${WORK}/icu-remove.txt" "${all}" "${small}" COMMAND_ERROR_IS_FATAL ANY)

  file(WRITE "${WORK}/icu-data.S"
    "  .section .rodata\n  .balign 16\n  .globl ${entry}_dat\n  .type ${entry}_dat, @object\n${entry}_dat:\n"
    "  .incbin \"icu-small/${entry}l.dat\"\n  .size ${entry}_dat, . - ${entry}_dat\n"
    "  .section .note.GNU-stack,\"\",@progbits\n")
  execute_process(
    COMMAND "${CC}" -shared -nostdlib "-Wl,-soname,${soname}" "-Wl,--build-id=none" -o "${RESULT}" icu-data.S
    WORKING_DIRECTORY "${WORK}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()
