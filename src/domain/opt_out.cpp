// The words of opting out and in.
#include <algorithm>
#include <string>

#include "smsgw/mo_message.hpp"

namespace smsgw {
namespace {

constexpr std::string_view stop_words[] = {"STOP",   "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL",
                                           "END",    "QUIT",    "OPTOUT",   "OPT OUT",     "OPT-OUT",
                                           "REVOKE", "ARRET",   "ARRÊT"};
constexpr std::string_view start_words[] = {"START", "UNSTOP", "SUBSCRIBE", "OPTIN", "OPT IN", "OPT-IN"};
constexpr std::size_t word_bytes_max = 16;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}   // namespace

OptOut read_opt_out(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && (is_space(text.back()) || text.back() == '.' || text.back() == '!'))
        text.remove_suffix(1);
    if (text.size() > word_bytes_max) return OptOut::none;
    std::string word(text);
    for (char& c : word)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const auto is_word = [&](std::string_view known) { return known == word; };
    if (std::any_of(std::begin(stop_words), std::end(stop_words), is_word)) return OptOut::stop;
    if (std::any_of(std::begin(start_words), std::end(start_words), is_word)) return OptOut::start;
    return OptOut::none;
}

}   // namespace smsgw
