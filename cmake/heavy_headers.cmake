# Headers that most translation units read: parsed once instead of in each. For builds from nothing, such as CI's with
# sanitizers; where ccache remembers objects it is quicker without. What a file forgets to include is noticed by the other
# builds and by the test of the headers.
option(SMSGW_PRECOMPILE "Precompile headers that most files include" OFF)

function(smsgw_precompile target)
    if(SMSGW_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE <algorithm> <chrono> <functional> <map> <memory> <optional> <string>
            <string_view> <unordered_map> <variant> <vector> <boost/asio/any_io_executor.hpp> <boost/asio/as_tuple.hpp>
            <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp>
            <boost/asio/use_awaitable.hpp> <boost/system/result.hpp> <nlohmann/json.hpp> ${ARGN})
    endif()
endfunction()
