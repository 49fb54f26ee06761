# limner_embed(MODULE NAME DIRECTORY PATTERN)
# Puts the files of DIRECTORY that match PATTERN into the library of MODULE, byte
# for byte. They are reached by embedded_<NAME>(), declared in <limner/embedded.hpp>.
# An assembler's .incbin costs nothing to compile, however large the file.
function(limner_embed module name directory pattern)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${directory}/${pattern})
  list(FILTER files EXCLUDE REGEX "\\.md$")
  list(SORT files)
  set(assembly "")
  set(declarations "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS files)
    get_filename_component(base ${file} NAME)
    set(symbol limner_${name}_${index})
    string(APPEND assembly "  .globl SYMBOL(${symbol})\n  .p2align 4\nSYMBOL(${symbol}):\n  .incbin \"${file}\"\n"
           "  .globl SYMBOL(${symbol}_end)\nSYMBOL(${symbol}_end):\n  .byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND rows "      {\"${base}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(stem ${CMAKE_BINARY_DIR}/embedded/${name})
  file(CONFIGURE OUTPUT ${stem}.S CONTENT "#ifdef __APPLE__
  .const_data
#define SYMBOL(name) _##name
#else
  .section .rodata
#define SYMBOL(name) name
#endif
${assembly}
#ifndef __APPLE__
  .section .note.GNU-stack, \"\", %progbits
#endif
" @ONLY)
  file(CONFIGURE OUTPUT ${stem}.cpp CONTENT "#include <limner/embedded.hpp>
${declarations}
namespace limner {

std::span<const EmbeddedFile> embedded_${name}() {
  static const std::array<EmbeddedFile, ${index}> files{{
${rows}  }};
  return files;
}

}  // namespace limner
" @ONLY)
  set_property(SOURCE ${stem}.S APPEND PROPERTY OBJECT_DEPENDS ${files})
  target_sources(limner_${module} PRIVATE ${stem}.S ${stem}.cpp)
endfunction()
