# What makes a mistake in memory harder to use, as a target to link. Compiling: in optimised builds only, as the others are for
# finding mistakes, with sanitizers that do not go with it. Linking: in all, as it costs nothing. tests/hardening_test.py looks at
# the programs.
include(CheckCXXCompilerFlag)

set(hardening_flags
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3   # copies and formats are checked against the size of where they go
    -D_GLIBCXX_ASSERTIONS                   # so are indexes, and empty optionals and pointers
    -fPIE                                   # code at another address in each process
    -fstack-protector-strong)               # a return address that was written over ends the process
# A large frame cannot jump over the guard page; calls and returns land only where the processor expects them. Not on every processor.
foreach(flag -fstack-clash-protection -fcf-protection=full -mbranch-protection=standard)
    string(MAKE_C_IDENTIFIER "takes${flag}" takes)
    check_cxx_compiler_flag("-Werror ${flag}" ${takes})
    if(${takes})
        list(APPEND hardening_flags ${flag})
    endif()
endforeach()

add_library(smsgw_hardening INTERFACE)
set(optimised $<CONFIG:Release,RelWithDebInfo,MinSizeRel>)
target_compile_options(smsgw_hardening INTERFACE "$<${optimised}:${hardening_flags}>")
target_link_options(smsgw_hardening INTERFACE
    "$<${optimised}:-pie>"
    -Wl,-z,relro,-z,now    # what the loader filled in is read-only afterwards
    -Wl,-z,noexecstack)
