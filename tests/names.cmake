# A file is named after what it is for. These words say nothing.
cmake_minimum_required(VERSION 3.25)

if(NOT DEFINED root)
  set(root ${CMAKE_CURRENT_LIST_DIR}/..)
endif()
file(GLOB_RECURSE files RELATIVE ${root} ${root}/src/* ${root}/include/* ${root}/tests/*
     ${root}/scripts/* ${root}/tools/*)
list(FILTER files EXCLUDE REGEX "/node_modules/")  # not ours
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  if(name MATCHES "(^|[_.-])(utils?|helpers?|managers?|common|misc|stuff)([_.-]|$)")
    message(SEND_ERROR "${file}: \"${CMAKE_MATCH_2}\" says nothing; name it after what it does")
  endif()
  if(name MATCHES "\\.[ch]pp$" AND NOT name MATCHES "^[a-z0-9_]+\\.[ch]pp$")
    message(SEND_ERROR "${file}: source files are named in snake_case")
  endif()
endforeach()
