# Warnings, as a target to link. They are errors in the presets (SMSGW_WERROR) but not in a bare configuration: a
# packager's newer compiler must not break the build.
option(SMSGW_WERROR "Warnings are errors" OFF)

add_library(smsgw_warnings INTERFACE)
target_compile_options(smsgw_warnings INTERFACE
    -Wall -Wextra -Wpedantic
    -Wconversion            # silent narrowing loses lengths and times
    -Woverloaded-virtual    # a port's function that is hidden instead of overridden
    -Wold-style-cast
    -Wno-missing-field-initializers)   # designated initialisers leave the rest to its defaults on purpose
if(SMSGW_FROM_SCRATCH)
    # One source's own types and names are met in another one, with which it is compiled as one.
    target_compile_options(smsgw_warnings INTERFACE -Wno-subobject-linkage)
else()
    # A name that hides another one is read wrongly sooner or later.
    target_compile_options(smsgw_warnings INTERFACE -Wshadow)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12, when it inlines, takes Asio's operator new of a coroutine frame apart but not its operator delete.
    target_compile_options(smsgw_warnings INTERFACE -Wno-mismatched-new-delete)
    if(NOT SMSGW_SANITIZE)
        # g++ 12 sees overlapping copies in std::string's operator+ when it optimises (GCC bug 105329).
        target_compile_options(smsgw_warnings INTERFACE -Wno-restrict)
    endif()
endif()
if(SMSGW_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(smsgw_warnings INTERFACE -Wno-tsan)   # shared_ptr's atomic_thread_fence, not ours
endif()
if(SMSGW_WERROR)
    target_compile_options(smsgw_warnings INTERFACE -Werror)
endif()
