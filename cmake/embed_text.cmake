# smsgw_embed_text(target file header name): embeds a text file in the generated `header` as `smsgw::<name>`, a
# std::string_view. An edited file rebuilds.
function(smsgw_embed_text target file header name)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
    file(READ ${CMAKE_SOURCE_DIR}/${file} text)
    smsgw_text_literals(text literals)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/${header} CONTENT
"// Generated from ${file}.
#pragma once
#include <string_view>
namespace smsgw {
inline constexpr std::string_view ${name} =
${literals};
}
")
    target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()

# smsgw_embed_files(target header name file...): embeds text files in the generated `header` as `smsgw::<name>`, an array of
# {file name, text}. Paths are absolute or of this tree.
function(smsgw_embed_files target header name)
    set(rows "")
    foreach(file IN LISTS ARGN)
        get_filename_component(path ${file} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
        if(NOT EXISTS ${path})
            message(FATAL_ERROR "${path} is missing: scripts/install-packages installs what a build needs")
        endif()
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
        file(READ ${path} text)
        smsgw_text_literals(text literals)
        get_filename_component(file_name ${path} NAME)
        string(APPEND rows "    EmbeddedFile{\"${file_name}\",\n${literals}},\n")
    endforeach()
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/${header} CONTENT
"// Generated.
#pragma once
#include <string_view>
#include <utility>
namespace smsgw {
using EmbeddedFile = std::pair<std::string_view, std::string_view>;   // name, text
inline constexpr EmbeddedFile ${name}[] = {
${rows}};
}
")
    target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
