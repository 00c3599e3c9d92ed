// include/pinecone_import.hpp, without exceptions.
#include <atomic>
#include <cstdio>
#include <cstring>
#include <pinecone_import.hpp>
#include <thread>
#include <vector>

namespace pi = pinecone_import;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            std::exit(1); \
        } \
    } while (0)

static_assert(!std::is_copy_constructible_v<pi::client> && !std::is_copy_assignable_v<pi::model>);
static_assert(std::is_nothrow_move_constructible_v<pi::client>);
static_assert(std::is_nothrow_move_assignable_v<pi::started>);

static std::string setting(const char *name) {
    const char *value = std::getenv(name);
    CHECK(value != nullptr);
    return value;
}

static pi::options fast() {
    pi::options options;
    options.retry_delays(1ms, 1ms).timeout(20s).retry_deadline(60s).retry_tries(2);
    return options;
}

static pi::wait_options polling() {
    pi::wait_options options;
    options.interval(100ms, 100ms).deadline(20s).first_answer(5s).outage(5s);
    return options;
}

static void life() {
    int events = 0;
    auto made = [&] {
        // The client outlives these options, and keeps what they call.
        pi::options options = fast();
        options.add_root_certificate_pem(setting("CA_PEM")).source_tag("wrapper");
        options.api_version("2025-10").connect_timeout(10s).max_response_bytes(100000);
        options.resend_start_on_503(false).on_event([&](const pi::event_view &event) {
            CHECK(!event.line().empty() && event.line().find(setting("KEY")) == event.line().npos);
            CHECK(event.level() >= PINECONE_IMPORT_LEVEL_WARNING && event.kind() != 0);
            if (event.kind() == PINECONE_IMPORT_EVENT_ATTEMPT_ENDED)
                CHECK(event.time() && (event.error() || event.http_status() == 200));
            if (event.operation()) CHECK(event.number() <= event.of());
            events += 1;
        });
        return pi::client::make(setting("TLS_URL"), setting("KEY"), options);
    }();
    CHECK(made);
    pi::client client = *std::move(made);

    auto started = client.start("s3://bucket/dir", "", pi::error_mode::go_on);
    CHECK(started && started->id() == "101" && started->how() == pi::started_how::now);
    CHECK(!started->model());
    auto ensured = client.ensure("s3://bucket/dir");
    CHECK(ensured && ensured->how() == pi::started_how::before);
    CHECK(ensured->model() && ensured->model()->id() == "101");

    auto described = client.describe("101");
    CHECK(described && described->uri() == "s3://bucket/dir");
    CHECK(described->error().value_or("").empty() && !described->import_successes());
    CHECK(described->percent_complete() && !described->is_terminal());
    CHECK(described->created_at() && !described->finished_at() && !described->import_errors());

    int polls = 0;
    auto waited = client.wait("101", polling(), [&](const pi::progress_view &progress) {
        CHECK(progress.failures() == 0 && !progress.error());
        if (progress.just_seen()) polls += progress.polled();
        return pi::flow::go_on;
    });
    CHECK(waited && waited->outcome() == pi::outcome::completed && polls > 1);
    CHECK(waited->model() && waited->model()->status() == pi::status::completed);
    CHECK(waited->model()->status_name() == "Completed" && !waited->error());
    CHECK(waited->model()->records_imported() > 0);
    const auto ends = [](const pi::progress_view &) { return pi::flow::stop; };
    waited = client.wait("101", {}, ends);
    CHECK(waited && (waited->outcome() == pi::outcome::stopped ||
                     waited->outcome() == pi::outcome::completed));
    CHECK(client.wait("101") && client.cancel("101"));

    auto other = client.start("s3://bucket/fail");
    CHECK(other);
    size_t ended = 0, refused = 0;
    const std::vector<std::string> all = {std::string(other->id()), "nobody", "101"};
    auto many = client.wait_many(all, polling(), [&](const pi::progress_many_view &progress) {
        auto models = progress.models();
        CHECK(models && models->size() <= progress.pending() && !models->next());
        CHECK(!progress.error() && progress.failures() == 0 && progress.elapsed() >= 0ms);
        CHECK(progress.ended_id().has_value() == (progress.ended() || progress.ended_error()));
        CHECK(!progress.ended_id() || !progress.next_poll());
        if (progress.ended()) CHECK(progress.ended()->model()->id() == progress.ended_id());
        ended += progress.ended().has_value(), refused += progress.ended_error().has_value();
        CHECK(progress.pending() == all.size() - ended - refused);
        return pi::flow::go_on;
    });
    CHECK(many && many->size() == 3 && ended == 2 && refused == 1 && !many->error());
    CHECK(many->at(0)->outcome() == pi::outcome::failed && many->at(0)->model()->error());
    CHECK(!many->at(1) && many->error_at(1)->http_status() == 404 && !many->error_at(0));
    CHECK(many->at(2)->outcome() == pi::outcome::completed && !many->at(3) && !many->error_at(3));
    many = client.wait_many(all, {}, [](const pi::progress_many_view &) { return pi::flow::stop; });
    CHECK(many && many->size() == 3 && client.wait_many({}) && !client.wait_many({"101", ".."}));
    auto page = client.list(1);
    CHECK(page && page->size() == 1 && page->at(0) && !page->at(1) && page->next());
    page = client.list(1, std::string(*page->next()));
    CHECK(page && page->size() == 1);
    std::vector<std::string> ids;
    auto see = [&](const pi::model_view &model) {
        ids.emplace_back(model.id());
        return pi::flow::go_on;
    };
    CHECK(client.for_each(see, 1) && ids.size() == 2);
    ids.clear();
    CHECK(client.for_each([&](const pi::model_view &model) {
        ids.emplace_back(model.id());
        return pi::flow::stop;
    }));
    CHECK(ids.size() == 1 && events > 10);
}

static void errors() {
    auto made = pi::client::make(setting("URL"), "");
    CHECK(!made && made.error().result() == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(made.error().field() && !made.error().may_have_executed());
    pi::options bad;
    bad.api_version("\xff").source_tag("fine");
    made = pi::client::make(setting("URL"), setting("KEY"), bad);
    CHECK(!made && made.error().result() == PINECONE_IMPORT_NULL_POINTER + 1);

    auto client = pi::client::make(setting("URL"), setting("KEY"), fast());
    CHECK(client);
    auto lost = client->start("s3://bucket/lost");
    CHECK(!lost && lost.error().may_have_executed() && !lost.error().is_retryable());
    CHECK(lost.error().transport_kind() == PINECONE_IMPORT_TRANSPORT_IO);
    pi::error kept = std::move(client->describe("details")).error().result() == PINECONE_IMPORT_API
                         ? pi::error(PINECONE_IMPORT_PANIC, nullptr)
                         : pi::error(PINECONE_IMPORT_OK, nullptr);
    CHECK(kept.message() == "PANIC" && kept.may_have_executed());

    auto described = client->describe("details");
    CHECK(!described);
    const pi::error &why = described.error();
    CHECK(why.http_status() == 400 && why.rpc_code() == 3 && why.rpc_name() == "INVALID_ARGUMENT");
    // A NUL is inside.
    CHECK(why.rpc_message() == std::string_view("a\0b", 3) && why.excerpt());
    CHECK(why.details_len() == 3 && why.detail_type_url(0) == "type.googleapis.com/bytes");
    CHECK(why.detail_value(0).len == 4 && why.detail_json(1) && !why.detail_json(0));
    CHECK(!why.request_id() && !why.auth_rejected_reason() && why.get() != nullptr);
    auto busy = client->describe("busy");
    CHECK(!busy && busy.error().retry_after() == 7000s);

    pi::stop stop;
    pi::options stoppable = fast();
    stoppable.stop_by(stop);
    client = pi::client::make(setting("URL"), setting("KEY"), stoppable);
    CHECK(client);
    std::thread thread([&] {
        std::this_thread::sleep_for(200ms);
        stop.request();
    });
    auto slow = client->describe("slow");
    CHECK(!slow && slow.error().transport_kind() == PINECONE_IMPORT_TRANSPORT_STOPPED);
    thread.join();
    CHECK(stop.is_requested() && !client->cancel("1"));
}

static void own_http() {
    milliseconds now = 0ms;
    int sent = 0;
    auto client = [&] {
        pi::transport transport([&](const pi::request_view &request,
                                    const pi::response_view &response) {
            CHECK(request.method() == "POST" && request.timeout() > 0ms && !request.is_stopped());
            CHECK(request.url() == "https://idx.example/bulk/imports" && request.body().len > 0);
            CHECK(request.headers_len() > 2 && !request.header_name(0).empty());
            CHECK(!request.header_value(0).empty());
            if (++sent == 1) {
                CHECK(response.set_not_sent() && response.set_detail("away"));
                return PINECONE_IMPORT_TRANSPORT_CONNECT;
            }
            CHECK(response.clear() && response.set_status(200));
            CHECK(response.add_header("X-Request-Id", "7") && response.add_body("{\"id\":\"9\"}"));
            return PINECONE_IMPORT_TRANSPORT_NONE;
        });
        transport.clock([&] { return now; }, [&](milliseconds time) { now += time; });
        return pi::client::make("idx.example", "made-up-key", transport);
    }();
    CHECK(client);
    auto started = client->start("s3://bucket/dir");
    CHECK(started && started->id() == "9" && sent == 2);
}

int main() {
    CHECK(pi::version() == PINECONE_IMPORT_VERSION);
    CHECK(pi::version_num() == PINECONE_IMPORT_VERSION_NUM);
    life();
    errors();
    own_http();
    return 0;
}
