/** @file
 * pinecone_import.h for C++17: handles free themselves, results are values, callbacks are lambdas.
 *
 *     namespace pi = pinecone_import;
 *     auto client = pi::client::make(host, key);
 *     if (!client) return complain(client.error().message());
 *     auto started = client->ensure("s3://bucket/dir");
 *
 * The rules of pinecone_import.h apply, and these:
 *
 * - Handles can be moved, not copied. A handle that was moved from may only be assigned to or
 *   destroyed.
 * - A std::string_view, and each of the classes named `_view`, lasts as long as the handle it came
 *   from.
 * - A string that is passed in ends at its first NUL.
 * - Nothing here throws, except std::bad_alloc by a std::string or std::vector; it compiles with
 *   -fno-exceptions and -fno-rtti. An exception that leaves a callback ends the program.
 */
#ifndef PINECONE_IMPORT_HPP
#define PINECONE_IMPORT_HPP

#include "pinecone_import.h"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/** The C functions, as C++ calls them. */
namespace pinecone_import {

using std::chrono::milliseconds;

/** PINECONE_IMPORT_ERROR_MODE. */
enum class error_mode : int32_t {
    server_default = PINECONE_IMPORT_ERROR_MODE_DEFAULT,
    abort = PINECONE_IMPORT_ERROR_MODE_ABORT,
    go_on = PINECONE_IMPORT_ERROR_MODE_CONTINUE
};

/** PINECONE_IMPORT_STATUS. */
enum class status : int32_t {
    other = PINECONE_IMPORT_STATUS_OTHER,
    pending = PINECONE_IMPORT_STATUS_PENDING,
    in_progress = PINECONE_IMPORT_STATUS_IN_PROGRESS,
    failed = PINECONE_IMPORT_STATUS_FAILED,
    completed = PINECONE_IMPORT_STATUS_COMPLETED,
    cancelled = PINECONE_IMPORT_STATUS_CANCELLED
};

/** PINECONE_IMPORT_STARTED. */
enum class started_how : int32_t {
    now = PINECONE_IMPORT_STARTED_NOW,
    before = PINECONE_IMPORT_STARTED_BEFORE,
    recovered = PINECONE_IMPORT_STARTED_RECOVERED
};

/** PINECONE_IMPORT_WAITED. */
enum class outcome : int32_t {
    completed = PINECONE_IMPORT_WAITED_COMPLETED,
    failed = PINECONE_IMPORT_WAITED_FAILED,
    cancelled = PINECONE_IMPORT_WAITED_CANCELLED,
    deadline = PINECONE_IMPORT_WAITED_DEADLINE,
    stopped = PINECONE_IMPORT_WAITED_STOPPED
};

/** What a callback wants. */
enum class flow : int { go_on = 0, stop = 1 };

/** What is inside: how handles are kept, and values of C read. */
namespace detail {

template <auto Free>
struct freer {
    template <class T>
    void operator()(T *handle) const noexcept {
        Free(handle);
    }
};

template <class T, auto Free>
using handle = std::unique_ptr<T, freer<Free>>;

inline std::string_view text(pinecone_import_str str) noexcept {
    return str.data ? std::string_view(str.data, str.len) : std::string_view();
}

inline std::optional<std::string_view> known(pinecone_import_str str) noexcept {
    if (!str.data) return std::nullopt;
    return std::string_view(str.data, str.len);
}

template <class To, class From, class Handle>
std::optional<To> known(bool (*read)(const Handle *, From *), const Handle *handle) noexcept {
    From value{};
    if (!read(handle, &value)) return std::nullopt;
    return To(value);
}

/** 0 is the default, so a time in the past is the shortest there is. */
inline uint64_t ms(milliseconds time) noexcept {
    return time.count() < 0 ? 1 : uint64_t(time.count());
}

template <class View, class Handle>
std::optional<View> some(const Handle *handle) noexcept {
    if (!handle) return std::nullopt;
    return View(handle);
}

} // namespace detail

/** The version of the library. */
inline std::string_view version() noexcept { return pinecone_import_version(); }
/** The same as a number. */
inline int32_t version_num() noexcept { return pinecone_import_version_num(); }

/** An error that belongs to another handle. */
class error_view {
public:
    explicit error_view(const pinecone_import_error *handle) noexcept : handle_(handle) {}
    pinecone_import_result result() const noexcept { return pinecone_import_error_result(handle_); }
    std::string_view message() const noexcept {
        return detail::text(pinecone_import_error_message(handle_));
    }
    bool may_have_executed() const noexcept {
        return pinecone_import_error_may_have_executed(handle_);
    }
    bool is_retryable() const noexcept { return pinecone_import_error_is_retryable(handle_); }
    std::optional<std::string_view> field() const noexcept {
        return detail::known(pinecone_import_error_field(handle_));
    }
    /** One of the PINECONE_IMPORT_TRANSPORT_ kinds. */
    int32_t transport_kind() const noexcept {
        return pinecone_import_error_transport_kind(handle_);
    }
    /** 0 if no answer arrived. */
    int32_t http_status() const noexcept { return pinecone_import_error_http_status(handle_); }
    std::optional<std::string_view> request_id() const noexcept {
        return detail::known(pinecone_import_error_request_id(handle_));
    }
    std::optional<milliseconds> retry_after() const noexcept {
        return detail::known<milliseconds>(pinecone_import_error_retry_after_ms, handle_);
    }
    std::optional<std::string_view> auth_rejected_reason() const noexcept {
        return detail::known(pinecone_import_error_auth_rejected_reason(handle_));
    }
    std::optional<std::string_view> excerpt() const noexcept {
        return detail::known(pinecone_import_error_excerpt(handle_));
    }
    std::optional<int32_t> rpc_code() const noexcept {
        return detail::known<int32_t>(pinecone_import_error_rpc_code, handle_);
    }
    std::optional<std::string_view> rpc_name() const noexcept {
        return detail::known(pinecone_import_error_rpc_name(handle_));
    }
    std::optional<std::string_view> rpc_message() const noexcept {
        return detail::known(pinecone_import_error_rpc_message(handle_));
    }
    bool rpc_malformed() const noexcept { return pinecone_import_error_rpc_malformed(handle_); }
    bool rpc_truncated() const noexcept { return pinecone_import_error_rpc_truncated(handle_); }
    size_t details_len() const noexcept { return pinecone_import_error_details_len(handle_); }
    std::optional<std::string_view> detail_type_url(size_t index) const noexcept {
        return detail::known(pinecone_import_error_detail_type_url(handle_, index));
    }
    pinecone_import_bytes detail_value(size_t index) const noexcept {
        return pinecone_import_error_detail_value(handle_, index);
    }
    std::optional<std::string_view> detail_json(size_t index) const noexcept {
        return detail::known(pinecone_import_error_detail_json(handle_, index));
    }
    const pinecone_import_error *get() const noexcept { return handle_; }

private:
    const pinecone_import_error *handle_;
};

/** Why a call failed. */
class error : public error_view {
public:
    error(pinecone_import_result code, pinecone_import_error *owned) noexcept
        : error_view(owned), code_(code), handle_(owned) {}
    pinecone_import_result result() const noexcept { return code_; }
    /** The name of the code if nothing more is known. */
    std::string_view message() const noexcept {
        return handle_ ? error_view::message() : pinecone_import_result_name(code_);
    }
    /** True if a defect in the library left no more than the code. */
    bool may_have_executed() const noexcept {
        return handle_ ? error_view::may_have_executed() : code_ == PINECONE_IMPORT_PANIC;
    }

private:
    pinecone_import_result code_;
    detail::handle<pinecone_import_error, pinecone_import_error_free> handle_;
};

/** A value, or why there is none. To ask for the one that is not there ends the program. */
template <class T>
class [[nodiscard]] result {
public:
    result(T &&value) noexcept : held_(std::in_place_index<0>, std::move(value)) {}
    result(::pinecone_import::error &&why) noexcept
        : held_(std::in_place_index<1>, std::move(why)) {}
    explicit operator bool() const noexcept { return held_.index() == 0; }
    T &operator*() & noexcept { return must(std::get_if<0>(&held_)); }
    const T &operator*() const & noexcept { return must(std::get_if<0>(&held_)); }
    /** Takes it out. */
    T operator*() && noexcept { return std::move(must(std::get_if<0>(&held_))); }
    T *operator->() noexcept { return &must(std::get_if<0>(&held_)); }
    const T *operator->() const noexcept { return &must(std::get_if<0>(&held_)); }
    const ::pinecone_import::error &error() const noexcept { return must(std::get_if<1>(&held_)); }

private:
    template <class U>
    static U &must(U *there) noexcept {
        if (!there) std::abort();
        return *there;
    }
    std::variant<T, ::pinecone_import::error> held_;
};

/** What a call gives that has nothing to give. */
using done = std::monostate;

/** An import that belongs to another handle. */
class model_view {
public:
    explicit model_view(const pinecone_import_model *handle) noexcept : handle_(handle) {}
    std::string_view id() const noexcept { return detail::text(pinecone_import_model_id(handle_)); }
    pinecone_import::status status() const noexcept {
        return pinecone_import::status(pinecone_import_model_status(handle_));
    }
    std::string_view status_name() const noexcept {
        return detail::text(pinecone_import_model_status_name(handle_));
    }
    bool is_terminal() const noexcept { return pinecone_import_model_is_terminal(handle_); }
    std::optional<std::string_view> uri() const noexcept {
        return detail::known(pinecone_import_model_uri(handle_));
    }
    std::optional<std::string_view> created_at() const noexcept {
        return detail::known(pinecone_import_model_created_at(handle_));
    }
    std::optional<std::string_view> finished_at() const noexcept {
        return detail::known(pinecone_import_model_finished_at(handle_));
    }
    std::optional<float> percent_complete() const noexcept {
        return detail::known<float>(pinecone_import_model_percent_complete, handle_);
    }
    std::optional<int64_t> records_imported() const noexcept {
        return detail::known<int64_t>(pinecone_import_model_records_imported, handle_);
    }
    std::optional<int64_t> import_successes() const noexcept {
        return detail::known<int64_t>(pinecone_import_model_import_successes, handle_);
    }
    std::optional<int64_t> import_errors() const noexcept {
        return detail::known<int64_t>(pinecone_import_model_import_errors, handle_);
    }
    std::optional<std::string_view> error() const noexcept {
        return detail::known(pinecone_import_model_error(handle_));
    }
    const pinecone_import_model *get() const noexcept { return handle_; }

private:
    const pinecone_import_model *handle_;
};

/** An import of its own. */
class model : public model_view {
public:
    explicit model(pinecone_import_model *owned) noexcept : model_view(owned), handle_(owned) {}

private:
    detail::handle<pinecone_import_model, pinecone_import_model_free> handle_;
};

/** An import that was started. */
class started {
public:
    explicit started(pinecone_import_started *owned) noexcept : handle_(owned) {}
    std::string_view id() const noexcept {
        return detail::text(pinecone_import_started_id(handle_.get()));
    }
    started_how how() const noexcept {
        return started_how(pinecone_import_started_how(handle_.get()));
    }
    std::optional<model_view> model() const noexcept {
        return detail::some<model_view>(pinecone_import_started_import(handle_.get()));
    }

private:
    detail::handle<pinecone_import_started, pinecone_import_started_free> handle_;
};

/** A page of the list. */
class page {
public:
    explicit page(pinecone_import_page *owned) noexcept : handle_(owned) {}
    size_t size() const noexcept { return pinecone_import_page_len(handle_.get()); }
    /** Nothing at an index of `size()` or more. */
    std::optional<model_view> at(size_t index) const noexcept {
        return detail::some<model_view>(pinecone_import_page_at(handle_.get(), index));
    }
    /** The token of the next page, if there is one. */
    std::optional<std::string_view> next() const noexcept {
        return detail::known(pinecone_import_page_next(handle_.get()));
    }

private:
    detail::handle<pinecone_import_page, pinecone_import_page_free> handle_;
};

/** How a wait ended; it belongs to another handle. */
class waited_view {
public:
    explicit waited_view(const pinecone_import_waited *handle) noexcept : handle_(handle) {}
    pinecone_import::outcome outcome() const noexcept {
        return pinecone_import::outcome(pinecone_import_waited_outcome(handle_));
    }
    std::optional<model_view> model() const noexcept {
        return detail::some<model_view>(pinecone_import_waited_import(handle_));
    }
    std::optional<error_view> error() const noexcept {
        return detail::some<error_view>(pinecone_import_waited_error(handle_));
    }

private:
    const pinecone_import_waited *handle_;
};

/** How a wait ended. */
class waited : public waited_view {
public:
    explicit waited(pinecone_import_waited *owned) noexcept : waited_view(owned), handle_(owned) {}

private:
    detail::handle<pinecone_import_waited, pinecone_import_waited_free> handle_;
};

/** How a wait for many ended, in the order of its ids. */
class waited_many {
public:
    explicit waited_many(pinecone_import_waited_many *owned) noexcept : handle_(owned) {}
    size_t size() const noexcept { return pinecone_import_waited_many_len(handle_.get()); }
    /** Nothing where the wait ended in an error, or at an index of `size()` or more. */
    std::optional<waited_view> at(size_t index) const noexcept {
        return detail::some<waited_view>(pinecone_import_waited_many_at(handle_.get(), index));
    }
    /** The error that ended the wait for this import alone. */
    std::optional<error_view> error_at(size_t index) const noexcept {
        return detail::some<error_view>(
            pinecone_import_waited_many_error_at(handle_.get(), index));
    }
    /** The error of the last round of polls, if it failed. */
    std::optional<error_view> error() const noexcept {
        return detail::some<error_view>(pinecone_import_waited_many_error(handle_.get()));
    }

private:
    detail::handle<pinecone_import_waited_many, pinecone_import_waited_many_free> handle_;
};

/** How a wait stands, during its callback. */
class progress_view {
public:
    explicit progress_view(const pinecone_import_progress *handle) noexcept : handle_(handle) {}
    std::optional<model_view> model() const noexcept {
        return detail::some<model_view>(pinecone_import_progress_import(handle_));
    }
    std::optional<model_view> just_seen() const noexcept {
        return detail::some<model_view>(pinecone_import_progress_just_seen(handle_));
    }
    std::optional<error_view> error() const noexcept {
        return detail::some<error_view>(pinecone_import_progress_error(handle_));
    }
    uint32_t failures() const noexcept { return pinecone_import_progress_failures(handle_); }
    bool polled() const noexcept { return pinecone_import_progress_polled(handle_); }
    milliseconds elapsed() const noexcept {
        return milliseconds(pinecone_import_progress_elapsed_ms(handle_));
    }
    std::optional<milliseconds> next_poll() const noexcept {
        return detail::known<milliseconds>(pinecone_import_progress_next_poll_ms, handle_);
    }

private:
    const pinecone_import_progress *handle_;
};

/** How a wait for many stands, during its callback. */
class progress_many_view {
public:
    explicit progress_many_view(const pinecone_import_progress_many *handle) noexcept
        : handle_(handle) {}
    /** The id of the import whose wait has just ended, if any has. */
    std::optional<std::string_view> ended_id() const noexcept {
        return detail::known(pinecone_import_progress_many_ended_id(handle_));
    }
    std::optional<waited_view> ended() const noexcept {
        return detail::some<waited_view>(pinecone_import_progress_many_ended(handle_));
    }
    std::optional<error_view> ended_error() const noexcept {
        return detail::some<error_view>(pinecone_import_progress_many_ended_error(handle_));
    }
    size_t pending() const noexcept { return pinecone_import_progress_many_pending(handle_); }
    /** Those still waited for, as last seen. */
    result<page> models() const noexcept {
        pinecone_import_page *out = nullptr;
        pinecone_import_error *why = nullptr;
        auto code = pinecone_import_progress_many_imports(handle_, &out, &why);
        if (code != PINECONE_IMPORT_OK) return ::pinecone_import::error(code, why);
        return page(out);
    }
    std::optional<error_view> error() const noexcept {
        return detail::some<error_view>(pinecone_import_progress_many_error(handle_));
    }
    uint32_t failures() const noexcept { return pinecone_import_progress_many_failures(handle_); }
    milliseconds elapsed() const noexcept {
        return milliseconds(pinecone_import_progress_many_elapsed_ms(handle_));
    }
    std::optional<milliseconds> next_poll() const noexcept {
        return detail::known<milliseconds>(pinecone_import_progress_many_next_poll_ms, handle_);
    }

private:
    const pinecone_import_progress_many *handle_;
};

/** What happens between a call and its result, during the callback of options. */
class event_view {
public:
    event_view(int32_t level, const char *line, const pinecone_import_event *handle) noexcept
        : level_(level), line_(line), handle_(handle) {}
    /** One of PINECONE_IMPORT_LEVEL. */
    int32_t level() const noexcept { return level_; }
    std::string_view line() const noexcept { return line_; }
    /** One of PINECONE_IMPORT_EVENT. */
    int32_t kind() const noexcept { return pinecone_import_event_kind(handle_); }
    std::optional<std::string_view> operation() const noexcept {
        return detail::known(pinecone_import_event_operation(handle_));
    }
    uint32_t number() const noexcept { return pinecone_import_event_number(handle_); }
    uint32_t of() const noexcept { return pinecone_import_event_of(handle_); }
    int32_t http_status() const noexcept { return pinecone_import_event_http_status(handle_); }
    std::optional<error_view> error() const noexcept {
        return detail::some<error_view>(pinecone_import_event_error(handle_));
    }
    std::optional<milliseconds> time() const noexcept {
        return detail::known<milliseconds>(pinecone_import_event_time_ms, handle_);
    }

private:
    int32_t level_;
    const char *line_;
    const pinecone_import_event *handle_;
};

/** A request to stop, made from elsewhere. */
class stop {
public:
    stop() noexcept : handle_(pinecone_import_stop_new()) {}
    /** Safe in a signal handler. */
    void request() const noexcept { pinecone_import_stop_request(handle_.get()); }
    bool is_requested() const noexcept { return pinecone_import_stop_is_requested(handle_.get()); }
    const pinecone_import_stop *get() const noexcept { return handle_.get(); }

private:
    detail::handle<pinecone_import_stop, pinecone_import_stop_free> handle_;
};

/** Options of a client; 0 restores a default. What is wrong with them, client::make() tells. */
class options {
public:
    using listener = std::function<void(const event_view &)>;
    options() noexcept : handle_(pinecone_import_options_new()) {}
    options &timeout(milliseconds time) noexcept {
        return note(pinecone_import_options_set_timeout_ms(handle_.get(), detail::ms(time)));
    }
    options &connect_timeout(milliseconds time) noexcept {
        return note(
            pinecone_import_options_set_connect_timeout_ms(handle_.get(), detail::ms(time)));
    }
    options &api_version(const std::string &version) noexcept {
        return note(pinecone_import_options_set_api_version(handle_.get(), version.c_str()));
    }
    options &retry_tries(uint32_t tries) noexcept {
        return note(pinecone_import_options_set_retry_tries(handle_.get(), tries));
    }
    options &retry_delays(milliseconds first, milliseconds longest) noexcept {
        return note(pinecone_import_options_set_retry_delays_ms(handle_.get(), detail::ms(first),
                                                                detail::ms(longest)));
    }
    options &retry_deadline(milliseconds time) noexcept {
        return note(pinecone_import_options_set_retry_deadline_ms(handle_.get(), detail::ms(time)));
    }
    options &resend_start_on_503(bool resend) noexcept {
        return note(pinecone_import_options_set_resend_start_on_503(handle_.get(), resend));
    }
    options &source_tag(const std::string &tag) noexcept {
        return note(pinecone_import_options_set_source_tag(handle_.get(), tag.c_str()));
    }
    options &add_root_certificate_pem(const std::string &pem) noexcept {
        return note(
            pinecone_import_options_add_root_certificate_pem(handle_.get(), pem.c_str()));
    }
    options &proxy(const std::string &url) noexcept {
        return note(pinecone_import_options_set_proxy(handle_.get(), url.c_str()));
    }
    options &proxy_from_env() noexcept {
        return note(pinecone_import_options_set_proxy_from_env(handle_.get()));
    }
    options &max_response_bytes(size_t most) noexcept {
        return note(pinecone_import_options_set_max_response_bytes(handle_.get(), most));
    }
    /** Clients made with these options keep the function. */
    options &on_event(listener function) {
        listener_ = std::make_shared<listener>(std::move(function));
        return note(pinecone_import_options_set_on_event(
            handle_.get(),
            [](int32_t level, const char *line, const pinecone_import_event *event,
               void *user_data) noexcept {
                (*static_cast<listener *>(user_data))(event_view(level, line, event));
            },
            listener_.get()));
    }
    options &stop_by(const stop &request) noexcept {
        return note(pinecone_import_options_set_stop(handle_.get(), request.get()));
    }
    const pinecone_import_options *get() const noexcept { return handle_.get(); }

private:
    friend class client;
    options &note(pinecone_import_result result) noexcept {
        if (result_ == PINECONE_IMPORT_OK) result_ = result;
        return *this;
    }
    detail::handle<pinecone_import_options, pinecone_import_options_free> handle_;
    std::shared_ptr<listener> listener_;
    pinecone_import_result result_ = PINECONE_IMPORT_OK;
};

/** Options of a wait; 0 restores a default. */
class wait_options {
public:
    wait_options() noexcept : handle_(pinecone_import_wait_options_new()) {}
    wait_options &interval(milliseconds least, milliseconds most) noexcept {
        pinecone_import_wait_options_set_interval_ms(handle_.get(), detail::ms(least),
                                                     detail::ms(most));
        return *this;
    }
    wait_options &deadline(milliseconds time) noexcept {
        pinecone_import_wait_options_set_deadline_ms(handle_.get(), detail::ms(time));
        return *this;
    }
    wait_options &first_answer(milliseconds time) noexcept {
        pinecone_import_wait_options_set_first_answer_ms(handle_.get(), detail::ms(time));
        return *this;
    }
    wait_options &outage(milliseconds time) noexcept {
        pinecone_import_wait_options_set_outage_ms(handle_.get(), detail::ms(time));
        return *this;
    }
    const pinecone_import_wait_options *get() const noexcept { return handle_.get(); }

private:
    detail::handle<pinecone_import_wait_options, pinecone_import_wait_options_free> handle_;
};

/** A request that your HTTP sends. */
class request_view {
public:
    explicit request_view(const pinecone_import_request *handle) noexcept : handle_(handle) {}
    std::string_view method() const noexcept {
        return detail::text(pinecone_import_request_method(handle_));
    }
    std::string_view url() const noexcept {
        return detail::text(pinecone_import_request_url(handle_));
    }
    size_t headers_len() const noexcept { return pinecone_import_request_headers_len(handle_); }
    std::string_view header_name(size_t index) const noexcept {
        return detail::text(pinecone_import_request_header_name(handle_, index));
    }
    std::string_view header_value(size_t index) const noexcept {
        return detail::text(pinecone_import_request_header_value(handle_, index));
    }
    /** `data` is NULL if there is none. */
    pinecone_import_bytes body() const noexcept { return pinecone_import_request_body(handle_); }
    milliseconds timeout() const noexcept {
        return milliseconds(pinecone_import_request_timeout_ms(handle_));
    }
    bool is_stopped() const noexcept { return pinecone_import_request_is_stopped(handle_); }

private:
    const pinecone_import_request *handle_;
};

/** The response that it fills. */
class response_view {
public:
    explicit response_view(pinecone_import_response *handle) noexcept : handle_(handle) {}
    bool set_status(int32_t code) const noexcept {
        return pinecone_import_response_set_status(handle_, code);
    }
    bool add_header(std::string_view name, std::string_view value) const noexcept {
        return pinecone_import_response_add_header(handle_, name.data(), name.size(), value.data(),
                                                   value.size());
    }
    bool add_body(std::string_view data) const noexcept {
        return pinecone_import_response_add_body(handle_, data.data(), data.size());
    }
    bool clear() const noexcept { return pinecone_import_response_clear(handle_); }
    bool set_incomplete() const noexcept {
        return pinecone_import_response_set_incomplete(handle_);
    }
    bool set_not_sent() const noexcept { return pinecone_import_response_set_not_sent(handle_); }
    bool set_detail(const std::string &text) const noexcept {
        return pinecone_import_response_set_detail(handle_, text.c_str());
    }

private:
    pinecone_import_response *handle_;
};

/** Your HTTP and, if you set one, your clock; clients made with it keep the functions. */
class transport {
public:
    using send_function = std::function<int32_t(const request_view &, const response_view &)>;
    using now_function = std::function<milliseconds()>;
    using sleep_function = std::function<void(milliseconds)>;
    /** `send` returns 0 if a complete answer arrived, or a PINECONE_IMPORT_TRANSPORT_ kind. */
    explicit transport(send_function send) : functions_(std::make_shared<functions>()) {
        functions_->send = std::move(send);
        handle_.reset(pinecone_import_transport_new(
            [](const pinecone_import_request *request, pinecone_import_response *response,
               void *user_data) noexcept {
                return static_cast<functions *>(user_data)->send(request_view(request),
                                                                 response_view(response));
            },
            functions_.get()));
    }
    transport &clock(now_function now, sleep_function sleep) {
        functions_->now = std::move(now);
        functions_->sleep = std::move(sleep);
        pinecone_import_transport_set_clock(
            handle_.get(),
            [](void *user_data) noexcept {
                return uint64_t(static_cast<functions *>(user_data)->now().count());
            },
            [](uint64_t ms, void *user_data) noexcept {
                static_cast<functions *>(user_data)->sleep(milliseconds(ms));
            },
            nullptr);
        return *this;
    }
    const pinecone_import_transport *get() const noexcept { return handle_.get(); }

private:
    friend class client;
    struct functions {
        send_function send;
        now_function now;
        sleep_function sleep;
    };
    std::shared_ptr<functions> functions_;
    detail::handle<pinecone_import_transport, pinecone_import_transport_free> handle_;
};

/** A client of one index; its calls are `const`, and any number of threads may make them. */
class client {
public:
    /** Only with HTTPS. */
    static result<client> make(const std::string &host, const std::string &api_key,
                               const options &with = {}) {
        client made(with.listener_, nullptr);
        pinecone_import_client *out = nullptr;
        pinecone_import_error *why = nullptr;
        pinecone_import_result code = with.result_;
        if (code == PINECONE_IMPORT_OK)
            code = pinecone_import_client_new(host.c_str(), api_key.c_str(), with.get(), &out,
                                              &why);
        return std::move(made).with(code, out, why);
    }
    /** The same over your own HTTP. */
    static result<client> make(const std::string &host, const std::string &api_key,
                               const transport &over, const options &with = {}) {
        client made(with.listener_, over.functions_);
        pinecone_import_client *out = nullptr;
        pinecone_import_error *why = nullptr;
        pinecone_import_result code = with.result_;
        if (code == PINECONE_IMPORT_OK)
            code = pinecone_import_client_new_with_transport(host.c_str(), api_key.c_str(),
                                                             with.get(), over.get(), &out, &why);
        return std::move(made).with(code, out, why);
    }
    /** pinecone_import_start(); no `integration_id` is an empty one. */
    result<started> start(const std::string &uri, const std::string &integration_id = {},
                          error_mode mode = error_mode::server_default) const {
        return begin(pinecone_import_start, uri, integration_id, mode);
    }
    /** pinecone_import_ensure(). */
    result<started> ensure(const std::string &uri, const std::string &integration_id = {},
                           error_mode mode = error_mode::server_default) const {
        return begin(pinecone_import_ensure, uri, integration_id, mode);
    }
    result<model> describe(const std::string &id) const {
        pinecone_import_model *out = nullptr;
        pinecone_import_error *why = nullptr;
        auto code = pinecone_import_describe(handle_.get(), id.c_str(), &out, &why);
        return give<model>(code, out, why);
    }
    result<done> cancel(const std::string &id) const {
        pinecone_import_error *why = nullptr;
        auto code = pinecone_import_cancel(handle_.get(), id.c_str(), &why);
        if (code != PINECONE_IMPORT_OK) return error(code, why);
        return done();
    }
    /** pinecone_import_list(); no `token` is the first page. */
    result<page> list(uint32_t limit = 0, const std::string &token = {}) const {
        pinecone_import_page *out = nullptr;
        pinecone_import_error *why = nullptr;
        auto code = pinecone_import_list(handle_.get(), limit,
                                         token.empty() ? nullptr : token.c_str(), &out, &why);
        return give<page>(code, out, why);
    }
    /** Calls `see` with each import, an model_view, until it returns flow::stop. */
    template <class See>
    result<done> for_each(See &&see, uint32_t page_size = 0, size_t max_pages = 0) const {
        pinecone_import_error *why = nullptr;
        using function = std::remove_reference_t<See>;
        function *address = &see;
        auto code = pinecone_import_for_each(
            handle_.get(), page_size, max_pages,
            [](const pinecone_import_model *import, void *user_data) noexcept {
                return int(flow((**static_cast<function **>(user_data))(model_view(import))));
            },
            &address, &why);
        if (code != PINECONE_IMPORT_OK) return error(code, why);
        return done();
    }
    result<waited> wait(const std::string &id, const wait_options &with = {}) const {
        pinecone_import_waited *out = nullptr;
        pinecone_import_error *why = nullptr;
        auto code = pinecone_import_wait(handle_.get(), id.c_str(), with.get(), nullptr, nullptr,
                                         &out, &why);
        return give<waited>(code, out, why);
    }
    /** Calls `see` with a progress_view, about twice a second, until it returns flow::stop. */
    template <class See>
    result<waited> wait(const std::string &id, const wait_options &with, See &&see) const {
        pinecone_import_waited *out = nullptr;
        pinecone_import_error *why = nullptr;
        using function = std::remove_reference_t<See>;
        function *address = &see;
        auto code = pinecone_import_wait(
            handle_.get(), id.c_str(), with.get(),
            [](const pinecone_import_progress *progress, void *user_data) noexcept {
                return int(flow((**static_cast<function **>(user_data))(progress_view(progress))));
            },
            &address, &out, &why);
        return give<waited>(code, out, why);
    }
    result<waited_many> wait_many(const std::vector<std::string> &ids,
                                  const wait_options &with = {}) const {
        return many(ids, with, nullptr, nullptr);
    }
    /** Calls `see` with a progress_many_view until it returns flow::stop. */
    template <class See>
    result<waited_many> wait_many(const std::vector<std::string> &ids, const wait_options &with,
                                  See &&see) const {
        using function = std::remove_reference_t<See>;
        function *address = &see;
        return many(
            ids, with,
            [](const pinecone_import_progress_many *progress, void *user_data) noexcept {
                return int(
                    flow((**static_cast<function **>(user_data))(progress_many_view(progress))));
            },
            &address);
    }
    const pinecone_import_client *get() const noexcept { return handle_.get(); }

private:
    client(std::shared_ptr<options::listener> listener,
           std::shared_ptr<transport::functions> functions) noexcept
        : listener_(std::move(listener)), functions_(std::move(functions)) {}
    result<client> with(pinecone_import_result code, pinecone_import_client *owned,
                        pinecone_import_error *why) && noexcept {
        handle_.reset(owned);
        if (code != PINECONE_IMPORT_OK) return error(code, why);
        return std::move(*this);
    }
    template <class T, class Handle>
    static result<T> give(pinecone_import_result code, Handle *owned,
                          pinecone_import_error *why) noexcept {
        if (code != PINECONE_IMPORT_OK) return error(code, why);
        return T(owned);
    }
    template <class Begin>
    result<started> begin(Begin call, const std::string &uri, const std::string &integration_id,
                          error_mode mode) const {
        pinecone_import_started *out = nullptr;
        pinecone_import_error *why = nullptr;
        const char *integration = integration_id.empty() ? nullptr : integration_id.c_str();
        auto code = call(handle_.get(), uri.c_str(), integration, int32_t(mode), &out, &why);
        return give<started>(code, out, why);
    }
    result<waited_many> many(const std::vector<std::string> &ids, const wait_options &with,
                             pinecone_import_wait_many_callback callback, void *user_data) const {
        std::vector<const char *> pointers;
        pointers.reserve(ids.size());
        for (const std::string &id : ids) pointers.push_back(id.c_str());
        pinecone_import_waited_many *out = nullptr;
        pinecone_import_error *why = nullptr;
        auto code = pinecone_import_wait_many(handle_.get(), pointers.data(), pointers.size(),
                                              with.get(), callback, user_data, &out, &why);
        return give<waited_many>(code, out, why);
    }
    /** Outlives the client of C, which calls them. */
    std::shared_ptr<options::listener> listener_;
    std::shared_ptr<transport::functions> functions_;
    detail::handle<pinecone_import_client, pinecone_import_client_free> handle_;
};

} // namespace pinecone_import

#endif
