// What an answer of the gateway means for a row of a CSV file; pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace smsgw::app {

struct CsvVerdict {
    enum class Kind : unsigned char {
        taken,      // accepted; of a dry run: would have been
        bad,        // refused for good: this row's own fault
        later,      // not now: the row as such is not to blame (429), or nothing is known (5xx)
        hopeless,   // every row would be answered so: a wrong key, a wrong server
    };

    Kind kind = Kind::hopeless;
    std::string msgid;    // of an accepted one
    std::string code;     // else, where the answer has one
    std::string detail;   // its sentences, one for each wrong field
};

// `status` and body as POST /send answers, or as they stand in a batch's result.
CsvVerdict judge_csv_row(int status, const nlohmann::json& body);

// Does this code of a 429 concern all rows of the account, rather than the one?
bool slows_all_rows(std::string_view code);

}   // namespace smsgw::app
