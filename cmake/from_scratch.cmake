# For builds from nothing, such as CI's: headers that most sources read are parsed once instead of for each, and several
# sources are compiled as one, so that what they have in common is compiled once. Where ccache remembers objects it is quicker
# without. What a file forgets to include is noticed by the other builds and by the test of the headers; files that are
# neighbours in the alphabet may not give one name to two things (tests/neighbours_test.py).
option(SMSGW_FROM_SCRATCH "Quick to build from nothing: precompiled headers, several sources compiled as one" OFF)

# More headers than those of all targets may follow the target. Those that have none of their own to add can read what
# another target of the same options has parsed: PARSED_BY target.
function(smsgw_from_scratch target)
    if(NOT SMSGW_FROM_SCRATCH)
        return()
    endif()
    cmake_parse_arguments(arg "" "PARSED_BY" "" ${ARGN})
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    if(arg_PARSED_BY)
        target_precompile_headers(${target} REUSE_FROM ${arg_PARSED_BY})
    else()
        target_precompile_headers(${target} PRIVATE <algorithm> <chrono> <functional> <map> <memory> <optional> <string>
            <string_view> <unordered_map> <variant> <vector> <boost/asio/any_io_executor.hpp> <boost/asio/as_tuple.hpp>
            <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp>
            <boost/asio/use_awaitable.hpp> <boost/system/result.hpp> <nlohmann/json.hpp> ${arg_UNPARSED_ARGUMENTS})
    endif()
endfunction()
