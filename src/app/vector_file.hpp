// A file of signature vectors, verified: {"vectors": [{"id", "provider", "scheme", "valid", ...}]}.
#pragma once

#include <ostream>
#include <string_view>

namespace smsgw::app {

// Writes a line per vector, `<id> pass` or `<id> FAIL: why`, and the two counts at the end. A valid vector must be accepted
// and our own signature equal its expected_signature; any other must be refused, and with the error `refused_as` when it
// names one. False: one failed, was of an unknown scheme or could not be read, or the text is not such a file or has no
// vector.
bool verify_vectors(std::string_view text, std::ostream& out);

}   // namespace smsgw::app
