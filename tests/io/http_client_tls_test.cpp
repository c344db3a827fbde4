// TLS against a server with certificates that are made for the test: a good one, one for another name, one of nobody.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <filesystem>

#include "support/client_fixture.hpp"

namespace smsgw::test {
namespace {

using tcp = asio::ip::tcp;
using http::Sent;

struct KeyAndCertificate {
    std::shared_ptr<EVP_PKEY> key;
    std::shared_ptr<X509> certificate;
};

void add_extension(X509* certificate, int id, const std::string& value) {
    auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// A certificate for `alternative_name` ("DNS:…", "IP:…" or empty for an authority), signed by `issuer` or by itself.
KeyAndCertificate make_certificate(const std::string& alternative_name, const KeyAndCertificate* issuer) {
    KeyAndCertificate made{{EVP_EC_gen("P-256"), EVP_PKEY_free}, {X509_new(), X509_free}};
    auto* const x509 = made.certificate.get();
    X509_set_version(x509, 2);
    static long serial = 1;
    ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, made.key.get());
    const std::string name = alternative_name.empty() ? "test authority" : "test server";
    const auto* const bytes = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, bytes, -1, -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(issuer ? issuer->certificate.get() : x509));
    if (alternative_name.empty())
        add_extension(x509, NID_basic_constraints, "critical,CA:TRUE");
    else
        add_extension(x509, NID_subject_alt_name, alternative_name);
    X509_sign(x509, issuer ? issuer->key.get() : made.key.get(), EVP_sha256());
    return made;
}

// Accepts TLS connections and answers each request with 200, body "secure".
class TlsServer {
public:
    TlsServer(asio::io_context& io, const KeyAndCertificate& identity)
        : context_(asio::ssl::context::tls_server), acceptor_(io, {asio::ip::address_v4::loopback(), 0}) {
        SSL_CTX_use_certificate(context_.native_handle(), identity.certificate.get());
        SSL_CTX_use_PrivateKey(context_.native_handle(), identity.key.get());
        asio::co_spawn(io, serve(this), [](std::exception_ptr) {});
    }
    std::string url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(acceptor_.local_endpoint().port()) + "/x";
    }
    void allow_only_tls11() {
        SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_1_VERSION);
        SSL_CTX_set_max_proto_version(context_.native_handle(), TLS1_1_VERSION);
        SSL_CTX_set_cipher_list(context_.native_handle(), "ALL:@SECLEVEL=0");
    }

    std::string server_name;   // what the last client said it wants to reach
    int connections = 0;
    int requests = 0;

private:
    static Task<> serve(TlsServer* self) {
        for (;;) {
            auto [ec, socket] = co_await self->acceptor_.async_accept(as_result);
            if (ec) co_return;
            ++self->connections;
            asio::ssl::stream<tcp::socket> stream(std::move(socket), self->context_);
            const auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
            if (failed) continue;
            const auto* const name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
            self->server_name = name ? name : "";
            for (std::string received;; received.clear()) {
                const auto [cut, bytes] = co_await asio::async_read_until(
                    stream, asio::dynamic_buffer(received), "a body", as_result);
                if (cut) break;
                ++self->requests;
                const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure";
                co_await asio::async_write(stream, asio::buffer(answer), as_result);
            }
        }
    }

    asio::ssl::context context_;
    tcp::acceptor acceptor_;
};

class HttpClientTlsTest : public HttpClientTest {
protected:
    HttpClientTlsTest() {
        char pattern[] = "/tmp/smsgw_tls_XXXXXX";
        folder_ = mkdtemp(pattern);
        ca_file_ = folder_ + "/ca.pem";
        std::FILE* const file = std::fopen(ca_file_.c_str(), "w");
        PEM_write_X509(file, authority.certificate.get());
        std::fclose(file);
        trusting =
            std::make_unique<http::Client>(io.get_executor(), clock, http::ClientLimits{},
                                           http::ClientReach{.allowed = loopback_only, .ca_file = ca_file_});
    }
    ~HttpClientTlsTest() override { std::filesystem::remove_all(folder_); }
    void TearDown() override { trusting->close(); }

    http::ClientResult send_to(const std::string& url) {
        return run_task(io, trusting->send({"POST", url, {}, "a body"}));
    }

    KeyAndCertificate authority = make_certificate("", nullptr);
    std::unique_ptr<http::Client> trusting;

private:
    std::string folder_;
    std::string ca_file_;
};

TEST_F(HttpClientTlsTest, TrustsAServerWithTheRightNameAndUsesItsConnectionAgain) {
    TlsServer tls(io, make_certificate("DNS:localhost", &authority));
    for (int i = 0; i < 3; ++i) {
        const auto result = send_to(tls.url("localhost"));
        ASSERT_TRUE(result.has_value());
        EXPECT_EQ(result->body, "secure");
    }
    EXPECT_EQ(tls.server_name, "localhost");
    EXPECT_EQ(tls.connections, 1);
}

TEST_F(HttpClientTlsTest, VerifiesAnAddressAndDoesNotSendItAsAName) {
    TlsServer tls(io, make_certificate("IP:127.0.0.1", &authority));
    const auto result = send_to(tls.url("127.0.0.1"));
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(tls.server_name, "");
}

TEST_F(HttpClientTlsTest, RefusesAServerWithAnotherName) {
    TlsServer tls(io, make_certificate("DNS:other.example", &authority));
    expect_failure(send_to(tls.url("localhost")), Sent::nothing_acted_on, Errc::tls_failed);
    expect_failure(send_to(tls.url("127.0.0.1")), Sent::nothing_acted_on, Errc::tls_failed);
    EXPECT_EQ(tls.requests, 0);
}

TEST_F(HttpClientTlsTest, RefusesAServerThatNobodyVouchesFor) {
    const auto stranger = make_certificate("", nullptr);
    TlsServer tls(io, make_certificate("DNS:localhost", &stranger));
    expect_failure(send_to(tls.url("localhost")), Sent::nothing_acted_on, Errc::tls_failed);
    // nor does the system's list of authorities know ours
    TlsServer ours(io, make_certificate("DNS:localhost", &authority));
    const auto result = run_task(io, client.send({"POST", ours.url("localhost"), {}, "a body"}));
    expect_failure(result, Sent::nothing_acted_on, Errc::tls_failed);
    client.close();
}

TEST_F(HttpClientTlsTest, RefusesOldVersions) {
    TlsServer tls(io, make_certificate("DNS:localhost", &authority));
    tls.allow_only_tls11();
    expect_failure(send_to(tls.url("localhost")), Sent::nothing_acted_on, Errc::tls_failed);
}

TEST_F(HttpClientTlsTest, RefusesAServerThatDoesNotSpeakTls) {
    server.otherwise() = Script::answer(200, "plain");
    server.on_accept() = ScriptedServer::OnAccept::reset;
    expect_failure(send_to("https" + server.url("/").substr(4)), Sent::nothing_acted_on, Errc::tls_failed);
}

TEST_F(HttpClientTlsTest, CannotStartWithAFileOfAuthoritiesThatIsNotThere) {
    EXPECT_THROW(
        http::Client(io.get_executor(), clock, {}, {.allowed = loopback_only, .ca_file = "/nowhere/ca.pem"}),
        boost::system::system_error);
}

}   // namespace
}   // namespace smsgw::test
