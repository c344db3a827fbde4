// verify_vectors FILE: holds our signature checks against the vectors of a file. Exit code 0: all passed; 1: not all did;
// 2: no file that can be read, or an empty one.
#include <fstream>
#include <iostream>
#include <sstream>

#include "app/vector_file.hpp"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: verify_vectors FILE\n";
        return 2;
    }
    std::ifstream file(argv[1], std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file || !text) {
        std::cerr << "cannot read " << argv[1] << "\n";
        return 2;
    }
    return smsgw::app::verify_vectors(text.str(), std::cout) ? 0 : 1;
}
