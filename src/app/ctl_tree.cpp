#include "app/ctl_tree.hpp"

#include <set>

namespace smsgw::app {
namespace {

std::vector<const CLI::App*> children_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

// ---- bash -----------------------------------------------------------------------------------------------------------

struct Completion {
    std::string commands;           // patterns of a case, each a command behind the words before it
    std::string choices;            // branches of a case, what may follow a command
    std::set<std::string> valued;   // flags that want a value
};

void collect(const CLI::App& app, const std::string& path, Completion& out) {
    std::string words;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames()) {
            words += " --" + name;
            if (takes_value(*option)) out.valued.insert("--" + name);
        }
    for (const auto* child : children_of(app)) {
        words += " " + child->get_name();
        const auto name = path + " " + child->get_name();
        out.commands += (out.commands.empty() ? "" : " | ") + ("\"" + name + "\"");
        collect(*child, name, out);
    }
    out.choices += "        \"" + path + "\") choices=\"" + words.substr(words.empty() ? 0 : 1) + "\" ;;\n";
}

// ---- man ------------------------------------------------------------------------------------------------------------

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";   // one that can be searched for and copied
        } else {
            if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
            out += c;
        }
    }
    return out;
}

std::string option_name(const CLI::Option& option) {
    if (option.get_positional()) return "\\fI" + escaped(option.get_name()) + "\\fR";
    auto name = "\\fB" + escaped("--" + option.get_lnames().front()) + "\\fR";
    // What CLI11 says of its checks stands behind a colon.
    const auto type = option.get_type_name();
    if (takes_value(option)) name += " \\fI" + escaped(type.substr(0, type.find(':'))) + "\\fR";
    return name;
}

void describe_all(const CLI::App& app, const std::string& path, std::string& out) {
    const auto children = children_of(app);
    if (children.empty()) {
        out += ".SS \"" + escaped(path) + "\"\n" + escaped(app.get_description()) + ".\n";
        for (const auto* option : app.get_options()) {
            if (option->get_name() == "--help") continue;   // the same everywhere
            out += ".TP\n" + option_name(*option) + "\n" + escaped(option->get_description());
            if (const auto value = option->get_default_str(); !value.empty())
                out += " (" + escaped(value) + ")";
            out += "\n";
        }
    }
    for (const auto* child : children) describe_all(*child, path + " " + child->get_name(), out);
}

}   // namespace

std::string bash_completion(const CLI::App& app) {
    Completion parts;
    collect(app, "", parts);
    std::string valued;
    for (const auto& name : parts.valued) valued += (valued.empty() ? "" : " | ") + name;
    const auto& name = app.get_name();
    return "# What bash completes " + name + " with; made by `" + name + " completion bash`.\n_" + name +
           "() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=\"\" "
           "choices=\"\" i\n"
           "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "        case \"$command ${COMP_WORDS[i]}\" in\n"
           "        " +
           parts.commands +
           ") command+=\" ${COMP_WORDS[i]}\" ;;\n"
           "        esac\n"
           "    done\n"
           "    COMPREPLY=()\n"
           "    # Nothing of ours: files, by -o default below.\n"
           "    case \"$before\" in\n"
           "        " +
           valued +
           ") return ;;\n"
           "    esac\n"
           "    case \"$command\" in\n" +
           parts.choices +
           "    esac\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$word\")\n"
           "}\n"
           "complete -o default -F _" +
           name + " " + name + "\n";
}

std::string manual_page(const CLI::App& app) {
    auto out =
        ".\\\" Made by `smsgwctl manual`.\n.TH SMSGWCTL 1\n.SH NAME\nsmsgwctl \\- the companion of the SMS "
        "gateway smsgwd\n.SH SYNOPSIS\n.B smsgwctl\n.I command\n.RI [ flags ]\n.SH DESCRIPTION\n" +
        escaped(app.get_footer()) + "\n.SH COMMANDS\n";
    describe_all(app, app.get_name(), out);
    return out + ".SH SEE ALSO\ndocs/smsgwctl.md of the project\n";
}

}   // namespace smsgw::app
