# smsgw_embed_text(target file header name): embeds a text file in the generated `header` as `smsgw::<name>`, a
# std::string_view. An edited file rebuilds.
function(smsgw_embed_text target file header name)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
    file(READ ${CMAKE_SOURCE_DIR}/${file} text)
    # Compilers limit the length of one literal; adjacent ones are joined.
    string(LENGTH "${text}" length)
    set(literals "\"\"\n")
    set(at 0)
    while(at LESS length)
        string(SUBSTRING "${text}" ${at} 8000 piece)
        string(APPEND literals "R\"text(${piece})text\"\n")
        math(EXPR at "${at} + 8000")
    endwhile()
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
