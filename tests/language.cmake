# The wording of messages, help, comments and documents: refuses phrases that are archaic,
# ambiguous or private to this project, and names whose standard term is another one.
cmake_minimum_required(VERSION 3.25)
if(NOT root)
  get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
endif()

# Add a directory once it passes.
set(covered src/cli src/app completions)

# Extended regular expressions, matched case sensitively line by line.
set(patterns
    "\\bis no [a-z]+\\b"                        # is not a ...
    "\\bgo by\\b"                               # reference
    "\\baloud\\b"
    "\\banew\\b"                                # again
    "\\bnobody\\b"
    "\\bwhoever\\b"
    "\\bmade when it is not\\b"                 # created if missing
    "\\bbooks (that )?(do not )?hold\\b"        # the ledger is (in)consistent
    "\\bthe books of\\b"                        # the ledger in
    "\\bno cap any more\\b"                     # removed the ... limit
    "\\bAt most so many\\b"                     # Maximum number of rows
    "\\bthe (least|greatest) is\\b"             # the minimum/maximum is
    "\\bfor one 1M\\b"                          # per 1M
    "\\baccounts for what\\b"                   # tracks
    "\\bended early\\b"                         # was interrupted or failed
    "what [a-z ]* is said\\b"
    "\\bsaid outright\\b"
    "\\btold (below|at the end)\\b"             # reported
    "\\bASKED AT\\b"                            # URL
    "\\b(till|purse|gallery|workbench|foresight|teeth)_?\\b"
    "\\b(Till|Purse|Gallery|Workbench|Foresight)\\b")

set(failed FALSE)
foreach(directory IN LISTS covered)
  if(NOT EXISTS ${root}/${directory})
    continue()
  endif()
  foreach(pattern IN LISTS patterns)
    execute_process(COMMAND grep -rnE -- "${pattern}" ${directory} WORKING_DIRECTORY ${root}
                    OUTPUT_VARIABLE lines OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(lines)
      message("\"${pattern}\" is not used here (tests/language.cmake):\n${lines}")
      set(failed TRUE)
    endif()
  endforeach()
endforeach()
if(failed)
  message(FATAL_ERROR "see CONTRIBUTING.md for the language of messages and comments")
endif()
