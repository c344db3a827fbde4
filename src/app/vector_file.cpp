#include "app/vector_file.hpp"

#include "app/vector_schemes.hpp"
#include "base/strict_json.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

// What is wrong with a vector, "" when nothing is.
std::string judge(const json& vector) {
    VectorFields fields(vector);
    const auto provider = fields.text("provider");
    const auto name = fields.text("scheme");
    const auto valid = vector.find("valid");
    if (valid == vector.end() || !valid->is_boolean()) fields.report("valid is not true or false");
    const auto scheme = find_vector_scheme(provider, name);
    if (scheme == nullptr) fields.report("unknown scheme");
    if (!fields.trouble().empty()) return fields.trouble();

    const auto outcome = scheme(fields);
    if (!fields.trouble().empty()) return fields.trouble();
    const bool accepted = !outcome.checked.has_error();
    const std::string refusal = accepted ? "" : error_name(outcome.checked.error());
    if (!valid->get<bool>()) {
        if (accepted) return "accepted, but is not valid";
        const auto expected = fields.text_or("refused_as", refusal);
        return refusal == expected ? "" : "refused as " + refusal + ", not as " + expected;
    }
    if (!accepted) return "refused as " + refusal;
    if (!outcome.computed || !fields.has("expected_signature")) return "";
    const auto expected = fields.text("expected_signature");
    return *outcome.computed == expected ? "" : "our signature is " + *outcome.computed;
}

}   // namespace

bool verify_vectors(std::string_view text, std::ostream& out) {
    const auto file = read_strict_json(text);
    const auto* vectors = file.has_error() || !file->is_object() ? nullptr
                          : file->contains("vectors")            ? &(*file)["vectors"]
                                                                 : nullptr;
    if (vectors == nullptr || !vectors->is_array() || vectors->empty()) {
        out << "FAIL: not a file of vectors\n";
        return false;
    }
    int passed = 0;
    int failed = 0;
    for (const auto& vector : *vectors) {
        const bool named = vector.is_object() && vector.contains("id") && vector["id"].is_string();
        const auto wrong = named ? judge(vector) : "it has no id";
        out << (named ? vector["id"].get<std::string>() : "?")
            << (wrong.empty() ? " pass" : " FAIL: " + wrong) << "\n";
        ++(wrong.empty() ? passed : failed);
    }
    out << passed << " passed, " << failed << " failed\n";
    return failed == 0;
}

}   // namespace smsgw::app
