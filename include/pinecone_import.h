/*
 * pinecone_import.h - start a Pinecone bulk import, at most once, and see it through.
 *
 * The rules, once for all functions:
 *
 * Strings in   are `const char *` in UTF-8 with a NUL at the end. They are copied: you may free
 *              them as soon as the call returns.
 * Strings out  are `pinecone_import_str`: `data` has `len` bytes of UTF-8 and a NUL after them.
 *              What is not known has `data` NULL; what is known and empty has not. A server can
 *              put a NUL into a string, so where that matters go by `len`. They belong to the
 *              handle that you asked, and live as long as it does.
 * Ownership    What a function puts into `*out` or `*error`, or `_options_new` returns, is yours:
 *              free it once, by the `_free` of its type. A pointer that an accessor returns
 *              belongs to the handle: do not free it, and do not use it after the handle.
 *              `_free(NULL)` does nothing.
 * Errors       Calls return PINECONE_IMPORT_OK or another code. `*out` and `*error` are set to
 *              NULL first, whatever they held; `*out` is filled only on OK, `*error` only
 *              otherwise. `error` may be NULL if the code is enough for you.
 * NULL         An argument that must not be NULL and is gives PINECONE_IMPORT_NULL_POINTER. An
 *              accessor takes NULL for its handle, and gives NULL, 0 or false then. Any other
 *              pointer must be valid: nobody can check that.
 * Numbers      that can be unknown come as `bool f(handle, T *out)`: false, and 0 in `*out`,
 *              where not known. `out` may be NULL.
 * Threads      A `const` handle may be used by any number of threads at once, and freed by any
 *              thread when all have done with it. Options must not be set while others use them.
 * Callbacks    run on the thread that made the call, and must return: no longjmp, no exception.
 *              They may make any call, but not free what the call that they run in was given.
 * Panics       A defect in the library gives PINECONE_IMPORT_PANIC and a line on stderr. It never
 *              goes through your code, and you may go on. Only when memory runs out does the
 *              process end.
 * Blocking     Calls block, at most for the time limits of the options. The library keeps no thread
 *              but a system's name lookup that was too late: so do not unload it (dlclose). It
 *              installs no signal handler, raises no SIGPIPE, and reads neither files nor the
 *              environment (unless you ask for the proxy of the environment).
 *
 * Codes and other constants are never given another meaning; later versions may add some.
 */
#ifndef PINECONE_IMPORT_H
#define PINECONE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version that this header belongs to; pinecone_import_version() tells the library's. */
#define PINECONE_IMPORT_VERSION "0.1.0"

/* What calls return. */
typedef int32_t pinecone_import_result;
enum {
    PINECONE_IMPORT_OK = 0,
    /* An argument is NULL and must not be. Nothing was sent. */
    PINECONE_IMPORT_NULL_POINTER = 1,
    /* An argument is not UTF-8. Nothing was sent. */
    PINECONE_IMPORT_NOT_UTF8 = 2,
    /* An argument is outside its limits; the error names it. Nothing was sent. */
    PINECONE_IMPORT_INVALID_ARGUMENT = 3,
    /* No complete response came; see pinecone_import_error_transport_kind. */
    PINECONE_IMPORT_TRANSPORT = 4,
    /* The server answered with another status than 2xx. */
    PINECONE_IMPORT_API = 5,
    /* The server answered 2xx, but not with what it promises. */
    PINECONE_IMPORT_DECODE = 6,
    /* A defect in the library. */
    PINECONE_IMPORT_PANIC = 7
};

/* What an import does about a record that cannot be imported. */
enum {
    /* What the server does by default. */
    PINECONE_IMPORT_ERROR_MODE_DEFAULT = 0,
    /* End at the first one. */
    PINECONE_IMPORT_ERROR_MODE_ABORT = 1,
    /* Leave it out and go on. */
    PINECONE_IMPORT_ERROR_MODE_CONTINUE = 2
};

/* Where an import is in its life. */
enum {
    /* One that this version does not know, see _model_status_name; it has not ended. */
    PINECONE_IMPORT_STATUS_OTHER = 0,
    PINECONE_IMPORT_STATUS_PENDING = 1,
    PINECONE_IMPORT_STATUS_IN_PROGRESS = 2,
    PINECONE_IMPORT_STATUS_FAILED = 3,
    PINECONE_IMPORT_STATUS_COMPLETED = 4,
    PINECONE_IMPORT_STATUS_CANCELLED = 5
};

/* How you came by an import. */
enum {
    /* This call started it. */
    PINECONE_IMPORT_STARTED_NOW = 1,
    /* It was running before; this call started nothing. */
    PINECONE_IMPORT_STARTED_BEFORE = 2,
    /* This call started it, the answer was lost, and the list showed it. */
    PINECONE_IMPORT_STARTED_RECOVERED = 3
};

/* How a wait ended. */
enum {
    PINECONE_IMPORT_WAITED_COMPLETED = 1,
    /* The import failed; _model_error of the import tells why. */
    PINECONE_IMPORT_WAITED_FAILED = 2,
    PINECONE_IMPORT_WAITED_CANCELLED = 3,
    /* The deadline came first; the import goes on. */
    PINECONE_IMPORT_WAITED_DEADLINE = 4,
    /* Your callback broke off; the import goes on. */
    PINECONE_IMPORT_WAITED_BROKEN_OFF = 5
};

/* What failed on the way to the server and back. */
enum {
    /* The error is none of PINECONE_IMPORT_TRANSPORT. */
    PINECONE_IMPORT_TRANSPORT_NONE = 0,
    /* The host's name could not be resolved. */
    PINECONE_IMPORT_TRANSPORT_RESOLVE = 1,
    /* No connection could be made. */
    PINECONE_IMPORT_TRANSPORT_CONNECT = 2,
    /* The proxy refused, or did not behave as one. */
    PINECONE_IMPORT_TRANSPORT_PROXY = 3,
    /* The TLS handshake failed, or TLS broke later. */
    PINECONE_IMPORT_TRANSPORT_TLS = 4,
    /* The server's certificate is not to be trusted; trying again does not help. */
    PINECONE_IMPORT_TRANSPORT_CERTIFICATE = 5,
    /* A time limit passed. */
    PINECONE_IMPORT_TRANSPORT_TIMEOUT = 6,
    /* The connection was lost. */
    PINECONE_IMPORT_TRANSPORT_IO = 7,
    /* The answer is not HTTP. */
    PINECONE_IMPORT_TRANSPORT_PROTOCOL = 8,
    /* The answer is larger than the limit. */
    PINECONE_IMPORT_TRANSPORT_TOO_LARGE = 9
};

/* A string that a handle owns: `len` bytes, and a NUL after them. */
typedef struct pinecone_import_str {
    const char *data;
    size_t len;
} pinecone_import_str;

/* Bytes that a handle owns. */
typedef struct pinecone_import_bytes {
    const uint8_t *data;
    size_t len;
} pinecone_import_bytes;

/* Handles: settings, a client of one index, an import that was started, an import, a page of the
   list of imports, the end of a wait, an error. */
typedef struct pinecone_import_options pinecone_import_options;
typedef struct pinecone_import_client pinecone_import_client;
typedef struct pinecone_import_started pinecone_import_started;
typedef struct pinecone_import_model pinecone_import_model;
typedef struct pinecone_import_page pinecone_import_page;
typedef struct pinecone_import_waited pinecone_import_waited;
typedef struct pinecone_import_error pinecone_import_error;

/* Sees an import, which is lent for the time of the call; returns 0 to go on, else breaks off. */
typedef int (*pinecone_import_callback)(const pinecone_import_model *import, void *user_data);

/* How often and how long to poll, in ms; 0 is the default. */
typedef struct pinecone_import_wait_settings {
    uint64_t poll_least_ms; /* The first pause: 2,000 by default, at least 100. */
    uint64_t poll_most_ms;  /* The pauses grow up to this: 60,000 by default. */
    uint64_t deadline_ms;   /* The time in all: 24 hours by default. */
} pinecone_import_wait_settings;

/* ---- The library ---- */

/* The version of the library, such as "0.1.0"; belongs to the library, never NULL. */
const char *pinecone_import_version(void);

/* The name of a result, such as "NOT_UTF8", "UNKNOWN" for a number that is none; belongs to the
   library, never NULL. */
const char *pinecone_import_result_name(pinecone_import_result result);

/* ---- Options: settings of a client ---- */

/* New options with all defaults; yours to free. NULL only after a defect. */
pinecone_import_options *pinecone_import_options_new(void);

/* Frees options; clients made with them live on. */
void pinecone_import_options_free(pinecone_import_options *options);

/* The time for one try, from connecting to the last byte; 30 s by default, which 0 restores. */
pinecone_import_result pinecone_import_options_set_timeout_ms(
    pinecone_import_options *options, uint64_t ms);

/* The time for resolving, and again for connecting; 10 s by default, which 0 restores. */
pinecone_import_result pinecone_import_options_set_connect_timeout_ms(
    pinecone_import_options *options, uint64_t ms);

/* The API version, such as "2025-10", the default; copied. */
pinecone_import_result pinecone_import_options_set_api_version(
    pinecone_import_options *options, const char *version);

/* Most tries of a call, the first included; 3 by default, 0 counts as 1. A start is sent again
   only when the server certainly did not execute it. */
pinecone_import_result pinecone_import_options_set_retry_tries(
    pinecone_import_options *options, uint32_t tries);

/* The upper ends of the random delay before the second try, 500 ms by default, and, doubling, of
   any later one, 8,000 ms by default. */
pinecone_import_result pinecone_import_options_set_retry_delays_ms(
    pinecone_import_options *options, uint64_t first, uint64_t longest);

/* The time that all tries of a call have together; 120 s by default. */
pinecone_import_result pinecone_import_options_set_retry_deadline_ms(
    pinecone_import_options *options, uint64_t ms);

/* Whether a start is sent again after a 503 (anything but 0: yes); not by default, because one
   call can then start more than one import. */
pinecone_import_result pinecone_import_options_set_resend_start_on_503(
    pinecone_import_options *options, int32_t resend);

/* Names your program in the user agent; copied. */
pinecone_import_result pinecone_import_options_set_source_tag(
    pinecone_import_options *options, const char *tag);

/* Also trusts these root certificates in PEM, beside Mozilla's; adds up; copied. */
pinecone_import_result pinecone_import_options_add_root_certificate_pem(
    pinecone_import_options *options, const char *pem);

/* Connects through a proxy, "http://user:password@host:port"; copied. None by default. */
pinecone_import_result pinecone_import_options_set_proxy(
    pinecone_import_options *options, const char *url);

/* Connects through the proxy that the environment names, if it does: ALL_PROXY, HTTPS_PROXY,
   HTTP_PROXY, unless NO_PROXY matches. It is read when a client is made. */
pinecone_import_result pinecone_import_options_set_proxy_from_env(
    pinecone_import_options *options);

/* Most bytes of a response's body; 1 MiB by default, which 0 restores. */
pinecone_import_result pinecone_import_options_set_max_response_bytes(
    pinecone_import_options *options, size_t most);

/* ---- The client ---- */

/* Makes a client of the index at `host`, such as "idx-abc123.svc.us-east-1.pinecone.io" (plain
   "http://" is for loopback only), and connects nowhere yet. `options` are read and stay yours;
   NULL is all defaults. Checks everything that was set. The client is yours to free. */
pinecone_import_result pinecone_import_client_new(
    const char *host,
    const char *api_key,
    const pinecone_import_options *options,
    pinecone_import_client **out,
    pinecone_import_error **error);

/* Frees a client; what it gave lives on. No call of it may be under way. */
void pinecone_import_client_free(pinecone_import_client *client);

/* ---- Calls ---- */

/* Starts an import of the Parquet files at `uri` ("s3://BUCKET/DIR", "gs://BUCKET/DIR",
   "https://ACCOUNT.blob.core.windows.net/CONTAINER/DIR"), at most once. `integration_id` is NULL
   for none, `error_mode` one of PINECONE_IMPORT_ERROR_MODE. `*out` is yours to free. Where
   pinecone_import_error_may_have_executed is true, the import may be running. */
pinecone_import_result pinecone_import_start(
    const pinecone_import_client *client,
    const char *uri,
    const char *integration_id,
    int32_t error_mode,
    pinecone_import_started **out,
    pinecone_import_error **error);

/* Starts an import, at most once, unless one of this URI is pending or in progress, and looks in
   the list when the answer is lost. Arguments and ownership are those of pinecone_import_start.
   Safe to call from a cron job; two callers at the same moment can still start two. */
pinecone_import_result pinecone_import_ensure(
    const pinecone_import_client *client,
    const char *uri,
    const char *integration_id,
    int32_t error_mode,
    pinecone_import_started **out,
    pinecone_import_error **error);

/* Describes an import; `*out` is yours to free. */
pinecone_import_result pinecone_import_describe(
    const pinecone_import_client *client,
    const char *id,
    pinecone_import_model **out,
    pinecone_import_error **error);

/* Cancels an import; without effect on one that has ended. */
pinecone_import_result pinecone_import_cancel(
    const pinecone_import_client *client,
    const char *id,
    pinecone_import_error **error);

/* Lists one page of imports: at most `limit` of them, 1 to 100, or as many as the server sees fit
   for 0; the page that `token` names, the first for NULL. `*out` is yours to free. */
pinecone_import_result pinecone_import_list(
    const pinecone_import_client *client,
    uint32_t limit,
    const char *token,
    pinecone_import_page **out,
    pinecone_import_error **error);

/* Shows all imports to `callback`, which must not be NULL, page by page, until it breaks off,
   which is OK too. `page_size` is as `limit` above; more than `max_pages` pages (0: 1,000) and a
   list that goes in a circle are errors. `user_data` is passed on untouched. */
pinecone_import_result pinecone_import_for_each(
    const pinecone_import_client *client,
    uint32_t page_size,
    size_t max_pages,
    pinecone_import_callback callback,
    void *user_data,
    pinecone_import_error **error);

/* Polls an import until it has ended, the deadline comes, or `callback` breaks off. All of these
   are OK: ask pinecone_import_waited_outcome. The callback, unless NULL, sees the import after
   each successful poll, also the last; `user_data` is passed on untouched. What may pass, such as
   a lost connection, is waited out; what does not, such as 404, is an error. `settings` are read
   only, NULL is all defaults. `*out` is yours to free. */
pinecone_import_result pinecone_import_wait(
    const pinecone_import_client *client,
    const char *id,
    const pinecone_import_wait_settings *settings,
    pinecone_import_callback callback,
    void *user_data,
    pinecone_import_waited **out,
    pinecone_import_error **error);

/* ---- An import that was started ---- */

/* Frees it, with everything it owns. */
void pinecone_import_started_free(pinecone_import_started *started);

/* The import's id; belongs to `started`. */
pinecone_import_str pinecone_import_started_id(const pinecone_import_started *started);

/* One of PINECONE_IMPORT_STARTED, 0 for NULL. */
int32_t pinecone_import_started_how(const pinecone_import_started *started);

/* The import as the list showed it; belongs to `started`. NULL where this call started it and
   the answer came. */
const pinecone_import_model *pinecone_import_started_import(
    const pinecone_import_started *started);

/* ---- An import, as the server describes it ---- */

/* Frees what pinecone_import_describe gave; not for one that is lent by another handle. */
void pinecone_import_model_free(pinecone_import_model *model);

/* Its id; belongs to `model`, as do all strings below. */
pinecone_import_str pinecone_import_model_id(const pinecone_import_model *model);

/* One of PINECONE_IMPORT_STATUS. */
int32_t pinecone_import_model_status(const pinecone_import_model *model);

/* The status as the server wrote it, also where it is PINECONE_IMPORT_STATUS_OTHER. */
pinecone_import_str pinecone_import_model_status_name(const pinecone_import_model *model);

/* Whether it has ended: failed, completed or cancelled. */
bool pinecone_import_model_is_terminal(const pinecone_import_model *model);

/* Where the files are, if known. */
pinecone_import_str pinecone_import_model_uri(const pinecone_import_model *model);

/* When it was started, in RFC 3339, if known. */
pinecone_import_str pinecone_import_model_created_at(const pinecone_import_model *model);

/* When it ended, in RFC 3339, if known. */
pinecone_import_str pinecone_import_model_finished_at(const pinecone_import_model *model);

/* How far it is, 0 to 100; false if unknown. */
bool pinecone_import_model_percent_complete(const pinecone_import_model *model, float *out);

/* How many records it has imported; false if unknown. */
bool pinecone_import_model_records_imported(const pinecone_import_model *model, int64_t *out);

/* How many records were imported, of API version 2026-07 and later; false if unknown. */
bool pinecone_import_model_import_successes(const pinecone_import_model *model, int64_t *out);

/* How many records were not, of API version 2026-07 and later; false if unknown. */
bool pinecone_import_model_import_errors(const pinecone_import_model *model, int64_t *out);

/* Why it failed, if known. */
pinecone_import_str pinecone_import_model_error(const pinecone_import_model *model);

/* ---- A page of the list ---- */

/* Frees it, with the imports on it. */
void pinecone_import_page_free(pinecone_import_page *page);

/* How many imports are on it. */
size_t pinecone_import_page_len(const pinecone_import_page *page);

/* One of them; belongs to `page`. NULL where there is none. */
const pinecone_import_model *pinecone_import_page_at(
    const pinecone_import_page *page, size_t index);

/* The token of the next page; belongs to `page`, `data` NULL on the last page. */
pinecone_import_str pinecone_import_page_next(const pinecone_import_page *page);

/* ---- The end of a wait ---- */

/* Frees it, with everything it owns. */
void pinecone_import_waited_free(pinecone_import_waited *waited);

/* One of PINECONE_IMPORT_WAITED, 0 for NULL. */
int32_t pinecone_import_waited_outcome(const pinecone_import_waited *waited);

/* The import as last seen; belongs to `waited`. NULL only where the deadline came and no poll
   had succeeded. */
const pinecone_import_model *pinecone_import_waited_import(const pinecone_import_waited *waited);

/* Why the last poll before the deadline failed, if it did; belongs to `waited`. */
const pinecone_import_error *pinecone_import_waited_error(const pinecone_import_waited *waited);

/* ---- Errors ---- */

/* Frees what a call put into `*error`; not for the one that is lent by a wait. */
void pinecone_import_error_free(pinecone_import_error *error);

/* The code that the call returned, PINECONE_IMPORT_OK for NULL. */
pinecone_import_result pinecone_import_error_result(const pinecone_import_error *error);

/* All of it in one line, without the key, a proxy's password or a token; belongs to `error`, as
   do all strings and bytes below. */
pinecone_import_str pinecone_import_error_message(const pinecone_import_error *error);

/* Whether the import may have been started or cancelled: look at the list, or call
   pinecone_import_ensure, before starting again. false is certain. */
bool pinecone_import_error_may_have_executed(const pinecone_import_error *error);

/* Whether the same call can succeed later, and cannot do harm. */
bool pinecone_import_error_is_retryable(const pinecone_import_error *error);

/* The argument that was refused, if that is the error. */
pinecone_import_str pinecone_import_error_field(const pinecone_import_error *error);

/* One of PINECONE_IMPORT_TRANSPORT_. */
int32_t pinecone_import_error_transport_kind(const pinecone_import_error *error);

/* The HTTP status, 0 where no answer came. */
int32_t pinecone_import_error_http_status(const pinecone_import_error *error);

/* Names the request to Pinecone's support, if known. */
pinecone_import_str pinecone_import_error_request_id(const pinecone_import_error *error);

/* How long the server asks to wait; false if it does not. */
bool pinecone_import_error_retry_after_ms(const pinecone_import_error *error, uint64_t *out);

/* Why the key was refused, if the server says so. */
pinecone_import_str pinecone_import_error_auth_rejected_reason(
    const pinecone_import_error *error);

/* The start of the body as text, at most 512 bytes, if an answer came. */
pinecone_import_str pinecone_import_error_excerpt(const pinecone_import_error *error);

/* The google.rpc.Code of the answer, such as 5; false if there is none. */
bool pinecone_import_error_rpc_code(const pinecone_import_error *error, int32_t *out);

/* Its name, such as "NOT_FOUND", or the one that came in its place, if any. */
pinecone_import_str pinecone_import_error_rpc_name(const pinecone_import_error *error);

/* The message of the answer, if any. */
pinecone_import_str pinecone_import_error_rpc_message(const pinecone_import_error *error);

/* Whether some part of the answer did not fit its type and was left out. */
bool pinecone_import_error_rpc_malformed(const pinecone_import_error *error);

/* Whether some part of the answer was too long and was cut. */
bool pinecone_import_error_rpc_truncated(const pinecone_import_error *error);

/* How many details the answer has, at most 8. */
size_t pinecone_import_error_details_len(const pinecone_import_error *error);

/* The type URL of a detail, empty where none came; `data` NULL where there is no such detail. */
pinecone_import_str pinecone_import_error_detail_type_url(
    const pinecone_import_error *error, size_t index);

/* The decoded bytes of a detail that came as base64, else none; there is no NUL after them. */
pinecone_import_bytes pinecone_import_error_detail_value(
    const pinecone_import_error *error, size_t index);

/* The JSON of a detail that came as such, if it did. */
pinecone_import_str pinecone_import_error_detail_json(
    const pinecone_import_error *error, size_t index);

#ifdef __cplusplus
}
#endif

#endif
