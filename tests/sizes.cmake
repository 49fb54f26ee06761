# No file grows into a room where nothing can be found: 450 lines at most, and 250
# for a door, which is meant to be read in one sitting.
cmake_minimum_required(VERSION 3.25)

if(NOT DEFINED root)
  set(root ${CMAKE_CURRENT_LIST_DIR}/..)
endif()

function(check limit)
  foreach(file IN LISTS ARGN)
    file(READ ${root}/${file} text)
    string(REGEX REPLACE "[^\n]" "" newlines "${text}")
    string(LENGTH "${newlines}" lines)
    if(lines GREATER ${limit})
      message(SEND_ERROR "${file}: ${lines} lines, the limit is ${limit}")
    endif()
  endforeach()
endfunction()

file(GLOB_RECURSE sources RELATIVE ${root} ${root}/src/*.?pp ${root}/tests/*.?pp ${root}/tools/*.?pp)
list(FILTER sources EXCLUDE REGEX "/node_modules/")  # not ours
check(450 ${sources})
file(GLOB doors RELATIVE ${root} ${root}/include/limner/*.hpp)
check(250 ${doors})
