// How the references of one reading of the configuration are followed.
#pragma once

#include "app/config.hpp"

namespace smsgw::app {

// From here on `input.sources` follow references to services, too, and note in `read` what all references come to. A service
// that is away does not matter when `input.known` has what it said before. `settings` are looked at when the first service
// is asked: they are read before anything that may be a secret of a service. All three outlive the use of `input`.
void follow_references(LoadInput& input, const SecretsConfig& settings, SecretsRead& read);

}   // namespace smsgw::app
