// The trace that a message belongs to, as the service that sent it says in the header `traceparent`
// (https://www.w3.org/TR/trace-context/, version 00).
#pragma once

#include <string_view>

#include "smsgw/strong_string.hpp"

namespace smsgw {

// Empty when the header is not valid: such a header counts as none (W3C, 4.3). Of a version that we do not know, what
// version 00 would have said is taken (W3C, 4.1).
TraceParent read_trace_parent(std::string_view header);

}   // namespace smsgw
