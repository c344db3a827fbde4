# smsgw_embed_lua(target folder): joins the folder's .lua files, in name order, into one Redis function library and
# embeds it as `smsgw::redis::lua_library` in the generated header lua_library.hpp. An edited script rebuilds.
function(smsgw_embed_lua target folder)
    file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.lua)
    list(SORT scripts)
    set(text "")
    foreach(script IN LISTS scripts)
        file(READ ${script} one)
        string(APPEND text "${one}\n")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
    endforeach()
    # Compilers limit the length of one literal; adjacent ones are joined.
    string(LENGTH "${text}" length)
    set(literals "")
    set(at 0)
    while(at LESS length)
        string(SUBSTRING "${text}" ${at} 8000 piece)
        string(APPEND literals "R\"lua(${piece})lua\"\n")
        math(EXPR at "${at} + 8000")
    endwhile()
    if(literals STREQUAL "")
        set(literals "\"\"")
    endif()
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/redis/lua_library.hpp CONTENT
"// Generated from ${folder}/*.lua.
#pragma once
#include <string_view>
namespace smsgw::redis {
inline constexpr std::string_view lua_library =
${literals};
}
")
    # Public: tests load the same text, or a variant of it whose time they can move.
    target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
