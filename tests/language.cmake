# The wording of messages, help, comments and documents: refuses phrases that are archaic,
# ambiguous or private to this project, and names whose standard term is another one.
cmake_minimum_required(VERSION 3.25)
if(NOT root)
  get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
endif()

set(covered include src man README.md CHANGELOG.md ARCHITECTURE.md CONTRIBUTING.md docs catalog templates
            tests scripts cmake completions tools)
# The patterns themselves, and OpenAI's own text.
set(exempt language.cmake self_test.cmake openai-images.json package-lock.json)

# Perl regular expressions, matched case sensitively line by line.
set(patterns
    "(?<!here )\\bis no (?!longer\\b|more than\\b|less than\\b|wider than\\b|worse\\b)[a-z]+\\b"  # is not a ...
    "(?<!here )\\bare no (?!longer\\b)[a-z]+\\b"   # are not ...
    "\\bgo(es)? by\\b"                            # reference
    "\\baloud\\b"
    "\\banew\\b"                                  # again
    "(?<!/)\\bnobody\\b"
    "\\b[Ww]ho(ever|soever)\\b"
    "\\b[Ww]hat (is|are|was|were) (no|not)\\b"          # values that are not ...
    "(// |^# |\")[Ww]hat (comes|goes|stands|cannot|costs nothing|happens to)\\b"
    "\\b(untold|unasked|beforehand|whence|whither|hither|thither|hence|thereof|therein|whereof|wherein|henceforth)\\b"
    "\\btold (of|with)\\b"                         # reported
    "\\btells (of|from)\\b"
    "\\bbroke off\\b"                             # was truncated
    "\\bone's own\\b"
    "\\bmade when it is not\\b"                   # created if missing
    "\\bbooks (that )?(do not )?hold\\b"          # the ledger is (in)consistent
    "\\b([Tt]he|in|our|their) books\\b"           # the ledger
    "\\bno cap any more\\b"                       # removed the ... limit
    "\\bAt most so many\\b"                       # Maximum number of rows
    "\\bthe (least|greatest) is\\b"               # the minimum/maximum is
    "\\bfor one 1M\\b"                            # per 1M
    "\\baccounts for what\\b"                     # tracks
    "\\bended early\\b"                           # was interrupted or failed
    "what [a-z ]* is said\\b"
    "\\bsaid outright\\b"
    "\\btold (below|at the end)\\b"               # reported
    "\\bASKED AT\\b"                              # URL
    "\\b(till|purse|gallery|workbench|foresight|teeth)_?\\b"
    "\\b(Till|Purse|Gallery|Workbench|Foresight)\\b")

list(TRANSFORM exempt PREPEND "--exclude=")
list(APPEND exempt --exclude-dir=node_modules)
set(failed FALSE)
foreach(path IN LISTS covered)
  if(NOT EXISTS ${root}/${path})
    continue()
  endif()
  foreach(pattern IN LISTS patterns)
    execute_process(COMMAND grep -rnPI ${exempt} -e "${pattern}" ${path} WORKING_DIRECTORY ${root}
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
