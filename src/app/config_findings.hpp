// What reading a configuration brings to light. Everything is collected first and reported together: a person who
// fixes a file wants the whole list.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace smsgw::app {

struct Findings {
    std::vector<std::string> problems;
    std::vector<std::string> warnings;
    std::set<std::string>
        rejected;   // labels of values that were given but not usable: do not call them missing, too

    void problem(const std::string& text) { problems.push_back(text); }
    void warning(const std::string& text) { warnings.push_back(text); }

    // "redis.partitions (line 4): must be from 1 to 256"
    void reject(const std::string& label, const std::string& where, const std::string& what) {
        rejected.insert(label);
        problems.push_back(label + (where.empty() ? "" : " (" + where + ")") + ": " + what);
    }

    void missing(const std::string& label, const std::string& what) {
        if (!rejected.contains(label)) problems.push_back(label + ": missing; " + what);
    }
};

}   // namespace smsgw::app
