# smsgw_embed_lua(target folder header [FROM text TO text]...): joins the folder's .lua files, in name order, into one Redis
# function library and embeds it in the generated `header`, with what C++ has to know of it: its prefix and its minor
# version. FROM/TO replace text: tests make the library of the next release that way. An edited script rebuilds.
function(smsgw_embed_lua target folder header)
    cmake_parse_arguments(EMBED "" "" "FROM;TO" ${ARGN})
    file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.lua)
    list(SORT scripts)
    set(text "")
    foreach(script IN LISTS scripts)
        file(READ ${script} one)
        string(APPEND text "${one}\n")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
    endforeach()
    foreach(from to IN ZIP_LISTS EMBED_FROM EMBED_TO)
        if(NOT text MATCHES "${from}")
            message(FATAL_ERROR "${folder} does not contain \"${from}\"")
        endif()
        string(REPLACE "${from}" "${to}" text "${text}")
    endforeach()
    string(REGEX MATCH "#!lua name=([a-z0-9]+)" found "${text}")
    set(name ${CMAKE_MATCH_1})
    string(REGEX MATCH "local MINOR = ([0-9]+)" found "${text}")
    set(minor ${CMAKE_MATCH_1})
    smsgw_text_literals(text literals)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/${header} CONTENT
"// Generated from ${folder}/*.lua.
#pragma once
#include <string_view>
namespace smsgw::redis {
inline constexpr std::string_view lua_library =
${literals};
inline constexpr std::string_view lua_library_prefix = \"${name}_\";
inline constexpr int lua_library_minor = ${minor};
}
")
    # Public: tests load the same text, or a variant of it whose time they can move.
    target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
