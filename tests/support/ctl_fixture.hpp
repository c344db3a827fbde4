// Commands of smsgwctl against a scripted gateway, their output in memory.
#pragma once

#include <gtest/gtest.h>

#include <sstream>

#include "app/ctl_context.hpp"
#include "support/client_fixture.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::test {

class CtlTest : public HttpClientTest {
protected:
    CtlTest() { sources.env["SMSGW_API_KEY"] = "key-1"; }

    app::CtlContext context() {
        input_ = sources.input();
        return {input_, out, err, client, clock};
    }

    ConfigFixture sources;   // the environment and the files of the command
    std::ostringstream out, err;

private:
    app::LoadInput input_;
};

}   // namespace smsgw::test
