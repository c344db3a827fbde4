// The signature schemes that a vector can be of, each run through the functions that the providers use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/vector_fields.hpp"
#include "smsgw/result.hpp"

namespace smsgw::app {

struct VectorOutcome {
    Result<void> checked;                  // what the provider's check says of the request
    std::optional<std::string> computed;   // our own signature of it, where we can make one
};

using VectorScheme = VectorOutcome (*)(VectorFields&);

// Null when it is none that we know.
VectorScheme find_vector_scheme(std::string_view provider, std::string_view scheme);

// Amazon's, which are of another kind: our own requests, and signatures inside the body.
VectorOutcome run_aws_sigv4(VectorFields& fields);
VectorOutcome run_aws_sns(VectorFields& fields);

}   // namespace smsgw::app
