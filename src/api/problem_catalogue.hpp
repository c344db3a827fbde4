// Every error that a client or a provider can meet, with what to do about it: problems, /problems/{code} and
// docs/problems.md are made of this one table.
#pragma once

#include <span>

#include "smsgw/errc.hpp"

namespace smsgw::api {

struct ProblemKind {
    Errc code;
    int status;   // HTTP
    const char* title;
    const char* cause;
    const char* remedy;
};

std::span<const ProblemKind> problem_catalogue();

// The row of an error; that of internal_error for those that are ours alone.
const ProblemKind& problem_kind(Errc code);

}   // namespace smsgw::api
