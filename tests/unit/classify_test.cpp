// What HTTP answers and failures prove about a submit.
#include "providers/classify.hpp"

#include <gtest/gtest.h>

#include "support/provider_fixtures.hpp"

namespace smsgw::providers {
namespace {

using test::a_failure;
using test::an_answer;
using test::text_of;
using namespace std::chrono_literals;

struct StatusCase {
    std::string name;
    int status;
    std::vector<http::Header> headers;
    std::string expected;
};

class ClassifyStatus : public testing::TestWithParam<StatusCase> {};

TEST_P(ClassifyStatus, GoesByTheTable) {
    const auto& row = GetParam();
    EXPECT_EQ(text_of(classify_status(an_answer(row.status, "", row.headers))), row.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ClassifyStatus,
    testing::Values(
        StatusCase{"Ok", 200, {}, "accepted"}, StatusCase{"Created", 201, {}, "accepted"},
        StatusCase{"NoContent", 204, {}, "accepted"}, StatusCase{"Redirect", 302, {}, "ambiguous http_302"},
        StatusCase{"BadRequest", 400, {}, "refused message http_400"},
        StatusCase{"Unauthorized", 401, {}, "refused provider http_401"},
        StatusCase{"PaymentRequired", 402, {}, "refused provider http_402"},
        StatusCase{"Forbidden", 403, {}, "refused provider http_403"},
        StatusCase{"NotFound", 404, {}, "refused message http_404"},
        StatusCase{"MethodNotAllowed", 405, {}, "refused message http_405"},
        StatusCase{"RequestTimeout", 408, {}, "not accepted http_408"},
        StatusCase{"Conflict", 409, {}, "ambiguous http_409"},
        StatusCase{"Gone", 410, {}, "refused message http_410"},
        StatusCase{"TooLarge", 413, {}, "refused message http_413"},
        StatusCase{"MediaType", 415, {}, "refused message http_415"},
        StatusCase{"Unprocessable", 422, {}, "refused message http_422"},
        StatusCase{"Throttled", 429, {}, "not accepted http_429"},
        StatusCase{"ThrottledWithWait", 429, {{"Retry-After", "7"}}, "not accepted http_429 7000ms"},
        StatusCase{"ServerError", 500, {}, "ambiguous http_500"},
        StatusCase{"ServerErrorWithWait", 500, {{"Retry-After", "7"}}, "ambiguous http_500"},
        StatusCase{"BadGateway", 502, {}, "ambiguous http_502"},
        StatusCase{"UnavailableWithWait", 503, {{"retry-after", "2"}}, "not accepted http_503 2000ms"},
        StatusCase{"UnavailableMute", 503, {}, "ambiguous http_503"},
        StatusCase{"UnavailableWithNonsense", 503, {{"Retry-After", "soon"}}, "ambiguous http_503"},
        StatusCase{"GatewayTimeout", 504, {}, "ambiguous http_504"},
        StatusCase{"Unlisted5xx", 599, {}, "ambiguous http_599"}),
    test::row_name);

TEST(ClassifyFailure, IsNotAcceptedWhenNothingWasHandedOver) {
    using enum http::Sent;
    EXPECT_EQ(text_of(classify_failure(a_failure(nothing_acted_on, Errc::dns_failed))),
              "not accepted dns_failed");
    EXPECT_EQ(text_of(classify_failure(a_failure(nothing_acted_on, Errc::connect_timeout))),
              "not accepted connect_timeout");
    EXPECT_EQ(text_of(classify_failure(a_failure(nothing_acted_on, Errc::write_failed))),
              "not accepted write_failed");
}

TEST(ClassifyFailure, IsAmbiguousOnceTheLastByteWasHandedOver) {
    using enum http::Sent;
    EXPECT_EQ(text_of(classify_failure(a_failure(maybe_acted_on, Errc::read_timeout))),
              "ambiguous read_timeout");
    EXPECT_EQ(text_of(classify_failure(a_failure(maybe_acted_on, Errc::connection_lost))),
              "ambiguous connection_lost");
    EXPECT_EQ(text_of(classify_failure(a_failure(maybe_acted_on, Errc::stopping))), "ambiguous stopping");
}

struct WaitCase {
    std::string name;
    std::string retry_after;
    std::optional<Millis> expected;
};

class RetryAfter : public testing::TestWithParam<WaitCase> {};

TEST_P(RetryAfter, IsReadAndClamped) {
    const auto& row = GetParam();
    const auto answer =
        an_answer(429, "", {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Retry-After", row.retry_after}});
    EXPECT_EQ(read_retry_after(answer), row.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RetryAfter,
    testing::Values(WaitCase{"Seconds", "30", 30s}, WaitCase{"ZeroIsASecond", "0", 1s},
                    WaitCase{"AnHourAtMost", "7200", 1h},
                    WaitCase{"MoreDigitsThanFit", "99999999999999999999999", 1h},
                    WaitCase{"Date", "Sun, 06 Nov 1994 08:50:07 GMT", 30s},
                    WaitCase{"DateOfRfc850", "Sunday, 06-Nov-94 08:50:07 GMT", 30s},
                    WaitCase{"DateOfAsctime", "Sun Nov  6 08:50:07 1994", 30s},
                    WaitCase{"DateInThePast", "Sun, 06 Nov 1994 08:00:00 GMT", 1s},
                    WaitCase{"DateFarAhead", "Mon, 07 Nov 1994 08:49:37 GMT", 1h},
                    WaitCase{"Absent", "", std::nullopt}, WaitCase{"Negative", "-5", std::nullopt},
                    WaitCase{"Fraction", "1.5", std::nullopt}, WaitCase{"Nonsense", "a while", std::nullopt},
                    WaitCase{"DateWithATail", "Sun, 06 Nov 1994 08:50:07 GMT+1", std::nullopt}),
    test::row_name);

TEST(RetryAfterDate, WithoutADateHeaderCannotBeCounted) {
    EXPECT_EQ(read_retry_after(an_answer(429, "", {{"Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT"}})),
              std::nullopt);
}

}   // namespace
}   // namespace smsgw::providers
