// The frame of the contract suites: every behaviour of the storage ports, said once and asked of both storages.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "support/fake_bench.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::test {

template <class Bench>
class StorageContract : public testing::Test {
protected:
    Bench bench;
};

using Storages = testing::Types<FakeBench, RedisBench>;

struct StorageNames {
    template <class Bench>
    static std::string GetName(int) {
        return Bench::name;
    }
};

}   // namespace smsgw::test
