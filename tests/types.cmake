# No two types have one name. The linker keeps one of two classes that are both
# limner::X without a word, and a destructor then runs on a stranger's members. Files of
# a module are compiled in batches, so types in anonymous namespaces count as well.
# clang-format puts everything at namespace scope into the first column: that is how a
# type is recognised.
cmake_minimum_required(VERSION 3.25)

if(NOT DEFINED root)
  set(root ${CMAKE_CURRENT_LIST_DIR}/..)
endif()

# define(NAME FILE SCOPE): one more definition. SCOPE is what is linked into one program.
function(define name file scope)
  string(MAKE_C_IDENTIFIER "${scope} ${name}" key)
  get_property(first GLOBAL PROPERTY type_${key})
  if(first)
    message(SEND_ERROR "${file}: ${name} is defined in ${first} too")
  else()
    set_property(GLOBAL PROPERTY type_${key} ${file})
  endif()
endfunction()

# leave(NAMES): the list without the innermost namespace.
function(leave names)
  set(left ${${names}})
  list(POP_BACK left)
  set(${names} ${left} PARENT_SCOPE)
endfunction()

function(read_types file scope)
  file(READ ${root}/${file} text)
  string(REGEX REPLACE "[][;]" "," text "\n${text}")
  # A namespace around one declaration is closed without a comment, and defines nothing.
  string(REGEX REPLACE "\nnamespace [a-z0-9_:]+ {\n[^\n]*,\n}\n" "\n" text "${text}")
  string(REGEX MATCHALL "\n((inline )?namespace |}  // namespace|(struct|class|union|enum) )[^\n]*" lines "${text}")
  set(namespaces "")
  foreach(line IN LISTS lines)
    string(STRIP "${line}" line)
    if(line MATCHES "^(inline )?namespace .*}$")
      continue()
    elseif(line MATCHES "^(inline )?namespace ([a-z0-9_:]*) ?{")
      list(APPEND namespaces "${CMAKE_MATCH_2}.")
    elseif(line MATCHES "^}  // namespace")
      leave(namespaces)
    elseif(NOT line MATCHES ",$" AND line MATCHES "^(struct|class|union|enum class|enum) +([A-Za-z0-9_:]+)( |$)")
      set(name ${CMAKE_MATCH_2})
      set(within ${namespaces})
      list(FILTER within EXCLUDE REGEX "^\\.$")  # anonymous ones
      list(JOIN within "" within)
      string(REPLACE "." "::" within "${within}")
      define("${within}${name}" ${file} ${scope})
    endif()
  endforeach()
endfunction()

file(GLOB_RECURSE sources RELATIVE ${root} ${root}/include/*.hpp ${root}/src/*.?pp)
foreach(file IN LISTS sources)
  read_types(${file} program)
endforeach()
# Each folder of tests is a program of its own.
file(GLOB_RECURSE tests RELATIVE ${root} ${root}/tests/*.?pp)
list(FILTER tests EXCLUDE REGEX "/node_modules/")
foreach(file IN LISTS tests)
  string(REGEX REPLACE "^tests/(unit/[^/]+|[^/]+)/.*" "\\1" scope ${file})
  if(scope MATCHES "^(bench|fuzz)$")
    set(scope ${file})  # each file is
  endif()
  read_types(${file} ${scope})
endforeach()
