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
