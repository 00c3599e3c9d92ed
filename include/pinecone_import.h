/** @file
 * Start a Pinecone bulk import, at most once, and follow it to its end.
 *
 * Rules for all functions:
 *
 * - Strings in: `const char *`, UTF-8, NUL-terminated. They are copied: you may free them as soon
 *   as the call returns.
 * - Strings out: ::pinecone_import_str: `data` has `len` bytes of UTF-8 and a NUL after them.
 *   `data` is NULL if the value is unknown, and not NULL if it is empty. A server can send a NUL
 *   inside a string: if that matters, use `len`. A string belongs to the handle it was read from
 *   and lives as long as the handle.
 * - Ownership: Whatever a function stores in `*out` or `*error`, or `_options_new` returns, is
 *   yours: free it once, with the `_free` of its type. A pointer that an accessor returns belongs
 *   to the handle: do not free it, and do not use it after the handle is freed. `_free(NULL)` does
 *   nothing.
 * - Errors: Calls return PINECONE_IMPORT_OK or another code. `*out` and `*error` are first set to
 *   NULL, whatever they held; `*out` is set only on OK, `*error` only otherwise. `error` may be
 *   NULL if the code is enough for you.
 * - NULL: A required argument that is NULL gives PINECONE_IMPORT_NULL_POINTER. An accessor accepts
 *   NULL for its handle and returns NULL, 0 or false. Any other pointer must be valid: that cannot
 *   be checked.
 * - Numbers that may be unknown are read by `bool f(handle, T *out)`: if unknown, it returns false
 *   and sets `*out` to 0. `out` may be NULL.
 * - Threads: Any number of threads may use a `const` handle at once. Any thread may free a handle
 *   once no other uses it. Do not set options while other threads use them.
 * - Signals: pinecone_import_stop_request() is safe in a signal handler; nothing else is. A signal
 *   (EINTR) neither ends nor fails a call, with and without SA_RESTART.
 * - fork(): Both processes may go on using a client: each makes connections of its own (over your
 *   own HTTP, see to that yourself). If other threads were in a call, or a stop has just ended one,
 *   the child may not use that client.
 * - Callbacks run on the thread that made the call and must return: no longjmp, no exception. They
 *   may make any call, but must not free the arguments of the call they run in. What they are
 *   given is valid only until they return. Those of options and of a transport must work on every
 *   thread that uses the client, at once.
 * - Builds: The library has HTTPS of its own, unless it was built without: then
 *   pinecone_import_client_new() and the options named after it below are missing, and
 *   pinecone_import_client_new_with_transport() takes your HTTP. Without std (firmware), a panic
 *   ends in the panic handler of the program. On a CPU without atomic read-modify-write operations
 *   (riscv32imc), each stop, and each client with an event callback, leaves a few bytes allocated
 *   for good.
 * - Symbols: The shared library exports what is declared here and nothing else. The static library
 *   also has names of Rust and of ring. To hide them:
 *
 *       ld -r --whole-archive libpinecone_import.a -o all.o
 *       objcopy --wildcard --keep-global-symbol='pinecone_import_*' all.o pinecone_import.o
 *
 * - Panics: A defect in the library gives PINECONE_IMPORT_PANIC and a line on stderr. It never
 *   unwinds through your code, and you may continue. Only running out of memory ends the process.
 * - Blocking: Calls block, at most for the retry deadline of the options:
 *   pinecone_import_for_each() without the time in its callback, pinecone_import_ensure() 35 s
 *   more if the answer to its start is lost, pinecone_import_wait() and
 *   pinecone_import_wait_many() for their own deadline. The library keeps no thread except a system
 *   name lookup that outlasts its timeout, and a request that a stop ended, until its timeout; so
 *   do not unload it with dlclose. It installs no signal handler, raises no SIGPIPE, and reads no
 *   files.
 * - Environment: The variables of a proxy are read when a process makes its first client, and when
 *   a client is made for the proxy of the environment: no other thread may call setenv then.
 *   Nothing else is read but what the system's resolver does.
 *
 * The values of codes and other constants never change; later versions may add new ones.
 */
#ifndef PINECONE_IMPORT_H
#define PINECONE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of this header; pinecone_import_version() returns that of the library. */
#define PINECONE_IMPORT_VERSION "0.1.0"
/** The same as a number, 0xMMmmpp: compare it, or pinecone_import_version_num(), with <. */
#define PINECONE_IMPORT_VERSION_NUM 0x000100

/** What calls return. */
typedef int32_t pinecone_import_result;
enum {
    /** Success. */
    PINECONE_IMPORT_OK = 0,
    /** A required argument is NULL. Nothing was sent. */
    PINECONE_IMPORT_NULL_POINTER = 1,
    /** An argument is not UTF-8. Nothing was sent. */
    PINECONE_IMPORT_NOT_UTF8 = 2,
    /** An argument is outside its limits; the error names it. Nothing was sent. */
    PINECONE_IMPORT_INVALID_ARGUMENT = 3,
    /** No complete response arrived; see pinecone_import_error_transport_kind. */
    PINECONE_IMPORT_TRANSPORT = 4,
    /** The server answered with a status other than 2xx. */
    PINECONE_IMPORT_API = 5,
    /** The server answered 2xx without the expected body. */
    PINECONE_IMPORT_DECODE = 6,
    /** A defect in the library. */
    PINECONE_IMPORT_PANIC = 7,
    /** The list of imports cannot be used: it has more pages than allowed, a page token repeats, or
       a running import has no URI. The call started nothing. */
    PINECONE_IMPORT_LIST = 8
};

/** What an import does with a record that cannot be imported. */
enum {
    /** The server's default. */
    PINECONE_IMPORT_ERROR_MODE_DEFAULT = 0,
    /** Stop at the first such record. */
    PINECONE_IMPORT_ERROR_MODE_ABORT = 1,
    /** Skip the record and continue. */
    PINECONE_IMPORT_ERROR_MODE_CONTINUE = 2
};

/** The status of an import. */
enum {
    /** Unknown to this version, and not ended; see _model_status_name. */
    PINECONE_IMPORT_STATUS_OTHER = 0,
    /** It has not begun yet. */
    PINECONE_IMPORT_STATUS_PENDING = 1,
    /** It is running. */
    PINECONE_IMPORT_STATUS_IN_PROGRESS = 2,
    /** It failed; _model_error says why. */
    PINECONE_IMPORT_STATUS_FAILED = 3,
    /** It has ended well. */
    PINECONE_IMPORT_STATUS_COMPLETED = 4,
    /** It was cancelled. */
    PINECONE_IMPORT_STATUS_CANCELLED = 5
};

/** How a call found its import. */
enum {
    /** This call started it. */
    PINECONE_IMPORT_STARTED_NOW = 1,
    /** It was already running; this call started nothing. */
    PINECONE_IMPORT_STARTED_BEFORE = 2,
    /** This call started it, the answer was lost, and the list shows it. */
    PINECONE_IMPORT_STARTED_RECOVERED = 3
};

/** How a wait ended. */
enum {
    /** The import completed. */
    PINECONE_IMPORT_WAITED_COMPLETED = 1,
    /** The import failed; _model_error of the import says why. */
    PINECONE_IMPORT_WAITED_FAILED = 2,
    /** The import was cancelled. */
    PINECONE_IMPORT_WAITED_CANCELLED = 3,
    /** The deadline passed; the import continues. */
    PINECONE_IMPORT_WAITED_DEADLINE = 4,
    /** Your callback or a stop ended the wait; the import continues. */
    PINECONE_IMPORT_WAITED_STOPPED = 5
};

/** Why no complete response arrived. */
enum {
    /** The error is not PINECONE_IMPORT_TRANSPORT. */
    PINECONE_IMPORT_TRANSPORT_NONE = 0,
    /** The host name could not be resolved. */
    PINECONE_IMPORT_TRANSPORT_RESOLVE = 1,
    /** No connection could be made. */
    PINECONE_IMPORT_TRANSPORT_CONNECT = 2,
    /** The proxy could not be reached, failed, or did not act as one. */
    PINECONE_IMPORT_TRANSPORT_PROXY = 3,
    /** The TLS handshake failed, or TLS broke later. */
    PINECONE_IMPORT_TRANSPORT_TLS = 4,
    /** The server's certificate is not trusted; a retry does not help. */
    PINECONE_IMPORT_TRANSPORT_CERTIFICATE = 5,
    /** A timeout. */
    PINECONE_IMPORT_TRANSPORT_TIMEOUT = 6,
    /** The connection was lost. */
    PINECONE_IMPORT_TRANSPORT_IO = 7,
    /** The answer is not valid HTTP. */
    PINECONE_IMPORT_TRANSPORT_PROTOCOL = 8,
    /** The answer is larger than the limit. */
    PINECONE_IMPORT_TRANSPORT_TOO_LARGE = 9,
    /** The proxy refused (401, 403, 407), is not trusted, or is of a kind that is not supported; a
       retry does not help. */
    PINECONE_IMPORT_TRANSPORT_PROXY_REFUSED = 10,
    /** A stop was requested. */
    PINECONE_IMPORT_TRANSPORT_STOPPED = 11
};

/** What an event is about. */
enum {
    /** A request is about to be sent. */
    PINECONE_IMPORT_EVENT_ATTEMPT_BEGINS = 1,
    /** It succeeded or failed. */
    PINECONE_IMPORT_EVENT_ATTEMPT_ENDED = 2,
    /** It failed, and another attempt follows after a delay. */
    PINECONE_IMPORT_EVENT_RETRY = 3,
    /** The answer to a start was lost, and the list is about to be searched for its import. */
    PINECONE_IMPORT_EVENT_SEARCH = 4,
    /** A wait pauses until its next poll. */
    PINECONE_IMPORT_EVENT_PAUSE = 5
};

/** How much an event matters to a person who waits. */
enum {
    /** Something failed and is retried. */
    PINECONE_IMPORT_LEVEL_WARNING = 1,
    /** The call takes a step that it usually does not need. */
    PINECONE_IMPORT_LEVEL_INFO = 2,
    /** The call goes on as usual. */
    PINECONE_IMPORT_LEVEL_DEBUG = 3
};

/** A string that a handle owns: `len` bytes, and a NUL after them. */
typedef struct pinecone_import_str {
    const char *data; /**< NULL if unknown */
    size_t len;       /**< without the NUL */
} pinecone_import_str;

/** Bytes that a handle owns. */
typedef struct pinecone_import_bytes {
    const uint8_t *data; /**< NULL if there are none */
    size_t len;          /**< how many */
} pinecone_import_bytes;

/** Options of a client. */
typedef struct pinecone_import_options pinecone_import_options;
/** Options of a wait. */
typedef struct pinecone_import_wait_options pinecone_import_wait_options;
/** A client of one index. */
typedef struct pinecone_import_client pinecone_import_client;
/** A started import. */
typedef struct pinecone_import_started pinecone_import_started;
/** An import. */
typedef struct pinecone_import_model pinecone_import_model;
/** A page of the list of imports. */
typedef struct pinecone_import_page pinecone_import_page;
/** The outcome of a wait. */
typedef struct pinecone_import_waited pinecone_import_waited;
/** The outcomes of a wait for many. */
typedef struct pinecone_import_waited_many pinecone_import_waited_many;
/** An error. */
typedef struct pinecone_import_error pinecone_import_error;
/** A request to stop, made from elsewhere. */
typedef struct pinecone_import_stop pinecone_import_stop;
/** Your HTTP. */
typedef struct pinecone_import_transport pinecone_import_transport;
/** A request that your HTTP sends. */
typedef struct pinecone_import_request pinecone_import_request;
/** The response that it fills. */
typedef struct pinecone_import_response pinecone_import_response;
/** An event, as a callback is given it. */
typedef struct pinecone_import_event pinecone_import_event;
/** How a wait stands, as a callback is given it. */
typedef struct pinecone_import_progress pinecone_import_progress;
/** How a wait for many stands, as a callback is given it. */
typedef struct pinecone_import_progress_many pinecone_import_progress_many;

/** Called with an import, which is valid only during the call. Return 0 to continue, anything else
   to stop. */
typedef int (*pinecone_import_callback)(const pinecone_import_model *import, void *user_data);

/** Called during a wait: after each poll, also a failed one, and about twice a second in the
   pauses. Return 0 to continue, anything else to end the wait there and then. */
typedef int (*pinecone_import_wait_callback)(
    const pinecone_import_progress *progress, void *user_data);

/** Called during a wait for many: when an import has ended, after each round of polls, and about
   twice a second in the pauses. Return 0 to continue, anything else to end the wait there and then.
   */
typedef int (*pinecone_import_wait_many_callback)(
    const pinecone_import_progress_many *progress, void *user_data);

/** Called with each event: its level, the event in one line, and its parts. Neither shows the key,
   a proxy's password or a page token. */
typedef void (*pinecone_import_event_callback)(
    int32_t level, const char *line, const pinecone_import_event *event, void *user_data);

/** Sends one request, at most once, without following redirects, and fills `response`. Returns 0 if
   a complete answer arrived, whatever its status; otherwise one of the PINECONE_IMPORT_TRANSPORT_
   kinds. See "Your own HTTP" below. */
typedef int32_t (*pinecone_import_send_callback)(
    const pinecone_import_request *request, pinecone_import_response *response, void *user_data);

/** Your clock: ms since any fixed point, never decreasing. */
typedef uint64_t (*pinecone_import_now_callback)(void *user_data);
/** Sleeps so long. */
typedef void (*pinecone_import_sleep_callback)(uint64_t ms, void *user_data);
/** A random number for the jitter of delays, which need not be secure. */
typedef uint64_t (*pinecone_import_random_callback)(void *user_data);

/* ---- The library ---- */

/** The version of the library, such as "0.1.0". Static, never NULL. */
const char *pinecone_import_version(void);

/** The version of the library as a number, such as 0x000100 for 0.1.0. */
int32_t pinecone_import_version_num(void);

/** The name of a result, such as "NOT_UTF8"; "UNKNOWN" for any other number. Static, never NULL. */
const char *pinecone_import_result_name(pinecone_import_result result);

/* ---- Options of a client; 0 restores a default, and a string must not be NULL ---- */

/** New options, all with defaults; yours to free. NULL only after a defect in the library. */
pinecone_import_options *pinecone_import_options_new(void);

/** Frees options; clients made with them stay valid. */
void pinecone_import_options_free(pinecone_import_options *options);

/** The timeout of one attempt, from resolving the host to the last byte of the answer. Defaults to
   30 s. */
pinecone_import_result pinecone_import_options_set_timeout_ms(
    pinecone_import_options *options, uint64_t ms);

/** The timeout for resolving the host, and again for connecting, proxy and TLS included. Defaults
   to 10 s. Only with HTTPS. */
pinecone_import_result pinecone_import_options_set_connect_timeout_ms(
    pinecone_import_options *options, uint64_t ms);

/** The API version; defaults to "2025-10". Copied. */
pinecone_import_result pinecone_import_options_set_api_version(
    pinecone_import_options *options, const char *version);

/** The maximum number of attempts of a call, including the first. Defaults to 3. A start is retried
   only if the server certainly did not execute it. */
pinecone_import_result pinecone_import_options_set_retry_tries(
    pinecone_import_options *options, uint32_t tries);

/** The backoff: a random delay of at most `first` before the first retry, doubling with each retry
   to at most `longest`. Defaults to 500 and 8,000. */
pinecone_import_result pinecone_import_options_set_retry_delays_ms(
    pinecone_import_options *options, uint64_t first, uint64_t longest);

/** The deadline of a call: all attempts and delays together, and so all pages of
   pinecone_import_for_each. Defaults to 120 s. */
pinecone_import_result pinecone_import_options_set_retry_deadline_ms(
    pinecone_import_options *options, uint64_t ms);

/** Whether a start is retried after a 503: 0 is no, the default, anything else is yes. With it, one
   call can start more than one import. */
pinecone_import_result pinecone_import_options_set_resend_start_on_503(
    pinecone_import_options *options, int32_t resend);

/** The name of your program, for the user agent. Copied. */
pinecone_import_result pinecone_import_options_set_source_tag(
    pinecone_import_options *options, const char *tag);

/** Trusts these root certificates (PEM) in addition to Mozilla's. Each call adds more. Copied. Only
   with HTTPS. */
pinecone_import_result pinecone_import_options_add_root_certificate_pem(
    pinecone_import_options *options, const char *pem);

/** Connects through a proxy, such as "http://user:password@host:port". Defaults to none. Copied.
   Only with HTTPS. */
pinecone_import_result pinecone_import_options_set_proxy(
    pinecone_import_options *options, const char *url);

/** Connects through the proxy that the environment names, if any: the first of https_proxy,
   HTTPS_PROXY, all_proxy and ALL_PROXY that is not empty, unless no_proxy or NO_PROXY lists the
   host: by a domain above it, an address or range (10.0.0.0/8), one of these with a port, or "*".
   HTTP_PROXY is not read. The environment is read when a client is made. Only with HTTPS. */
pinecone_import_result pinecone_import_options_set_proxy_from_env(
    pinecone_import_options *options);

/** The maximum size of a response body, in bytes. Defaults to 1 MiB. */
pinecone_import_result pinecone_import_options_set_max_response_bytes(
    pinecone_import_options *options, size_t most);

/** Calls `callback` with what happens between each call and its result: attempts, retries, searches
   and pauses. NULL calls nothing. `user_data` is passed to it. */
pinecone_import_result pinecone_import_options_set_on_event(
    pinecone_import_options *options, pinecone_import_event_callback callback, void *user_data);

/** Makes all calls of the client heed `stop`, which stays yours and may be freed at any time. NULL
   is none. */
pinecone_import_result pinecone_import_options_set_stop(
    pinecone_import_options *options, const pinecone_import_stop *stop);

/* ---- Options of a wait; 0 restores a default ---- */

/** New options, all with defaults; yours to free. NULL only after a defect in the library. */
pinecone_import_wait_options *pinecone_import_wait_options_new(void);

/** Frees options of a wait. */
void pinecone_import_wait_options_free(pinecone_import_wait_options *options);

/** The polling interval: `least` at first, growing by half each time, up to `most`. Defaults to
   2,000 and 60,000; at least 100 and at most 3,600,000, with random jitter. */
pinecone_import_result pinecone_import_wait_options_set_interval_ms(
    pinecone_import_wait_options *options, uint64_t least, uint64_t most);

/** The deadline of the whole wait. Defaults to 24 hours. */
pinecone_import_result pinecone_import_wait_options_set_deadline_ms(
    pinecone_import_wait_options *options, uint64_t ms);

/** How long the first polls may fail, all of them, before the wait ends with the error of the last.
   Defaults to 120 s. */
pinecone_import_result pinecone_import_wait_options_set_first_answer_ms(
    pinecone_import_wait_options *options, uint64_t ms);

/** How long polls may fail in a row, after one that succeeded, before the wait ends with the error
   of the last. Defaults to no limit but the deadline. */
pinecone_import_result pinecone_import_wait_options_set_outage_ms(
    pinecone_import_wait_options *options, uint64_t ms);

/* ---- Stopping from elsewhere ---- */

/** A request to stop that has not been made yet; yours to free. NULL only after a defect in the
   library. After a fork, a request in one process is not seen in the other. */
pinecone_import_stop *pinecone_import_stop_new(void);

/** Makes the request, for good: the pauses of all clients that heed it end within half a second,
   and with HTTPS also what is under way, which takes a thread for each attempt. A wait ends as
   PINECONE_IMPORT_WAITED_STOPPED, a retry with the error that it would have been for, and later
   calls with PINECONE_IMPORT_TRANSPORT_STOPPED. Any thread may call this, and a signal handler. */
void pinecone_import_stop_request(const pinecone_import_stop *stop);

/** Whether the request was made. */
bool pinecone_import_stop_is_requested(const pinecone_import_stop *stop);

/** Frees it; clients that heed it keep a copy. A request can then no longer be made. */
void pinecone_import_stop_free(pinecone_import_stop *stop);

/* ---- The client ---- */

/** Makes a client for the index at `host`, such as "idx-abc123.svc.us-east-1.pinecone.io" (plain
   "http://" is for loopback only), and checks all options. Connects to nothing yet. `options` stay
   yours; NULL means all defaults. The client is yours to free. Only with HTTPS. */
pinecone_import_result pinecone_import_client_new(
    const char *host,
    const char *api_key,
    const pinecone_import_options *options,
    pinecone_import_client **out,
    pinecone_import_error **error);

/** The same over your own HTTP. `transport` stays yours, and may be freed once the client is made.
   */
pinecone_import_result pinecone_import_client_new_with_transport(
    const char *host,
    const char *api_key,
    const pinecone_import_options *options,
    const pinecone_import_transport *transport,
    pinecone_import_client **out,
    pinecone_import_error **error);

/** Frees a client, which no call may be using; other handles stay valid. */
void pinecone_import_client_free(pinecone_import_client *client);

/* ---- Calls ---- */

/** Starts an import of the Parquet files at `uri` ("s3://BUCKET/DIR", "gs://BUCKET/DIR",
   "https://ACCOUNT.blob.core.windows.net/CONTAINER/DIR"), at most once. `integration_id` may be
   NULL; `error_mode` is one of PINECONE_IMPORT_ERROR_MODE. `*out` is yours to free. If
   pinecone_import_error_may_have_executed is true, the import may be running. */
pinecone_import_result pinecone_import_start(
    const pinecone_import_client *client,
    const char *uri,
    const char *integration_id,
    int32_t error_mode,
    pinecone_import_started **out,
    pinecone_import_error **error);

/** Starts an import, at most once, unless one of this URI is pending or in progress. If the answer
   is lost, it looks for the import in the list. Arguments and ownership are those of
   pinecone_import_start. Safe to call from a cron job, but two callers at the same moment can
   start two imports. */
pinecone_import_result pinecone_import_ensure(
    const pinecone_import_client *client,
    const char *uri,
    const char *integration_id,
    int32_t error_mode,
    pinecone_import_started **out,
    pinecone_import_error **error);

/** Describes an import; `*out` is yours to free. */
pinecone_import_result pinecone_import_describe(
    const pinecone_import_client *client,
    const char *id,
    pinecone_import_model **out,
    pinecone_import_error **error);

/** Cancels an import; has no effect on one that has ended. */
pinecone_import_result pinecone_import_cancel(
    const pinecone_import_client *client,
    const char *id,
    pinecone_import_error **error);

/** Lists one page of imports: at most `limit`, 1 to 100, or the server's default for 0. `token`
   names the page; NULL is the first one. `*out` is yours to free. */
pinecone_import_result pinecone_import_list(
    const pinecone_import_client *client,
    uint32_t limit,
    const char *token,
    pinecone_import_page **out,
    pinecone_import_error **error);

/** Calls `callback`, which must not be NULL, with each import, page by page. If the callback stops
   it, the result is OK too. `page_size` is like `limit` above. More than `max_pages` pages (0 means
   1,000) or a page token that repeats give PINECONE_IMPORT_LIST. `user_data` is passed to the
   callback. */
pinecone_import_result pinecone_import_for_each(
    const pinecone_import_client *client,
    uint32_t page_size,
    size_t max_pages,
    pinecone_import_callback callback,
    void *user_data,
    pinecone_import_error **error);

/** Polls an import until it ends, the deadline passes, or `callback` stops the wait. Each of these
   is OK: see pinecone_import_waited_outcome. `callback` may be NULL; `user_data` is passed to it. A
   poll under way is bounded by the client's timeout. A temporary failure, such as a lost
   connection, is retried for as long as `options` allow; any other, such as a 404, is an error.
   `options` may be NULL for all defaults. `*out` is yours to free. */
pinecone_import_result pinecone_import_wait(
    const pinecone_import_client *client,
    const char *id,
    const pinecone_import_wait_options *options,
    pinecone_import_wait_callback callback,
    void *user_data,
    pinecone_import_waited **out,
    pinecone_import_error **error);

/** Polls many imports until all have ended, the deadline passes, or `callback` stops the wait: each
   of these is OK. It takes one thread and one connection, and polls with as few requests as the
   list allows. `ids` has `count` strings, none of them NULL; it may be NULL if `count` is 0, and
   then nothing is sent. An error that concerns one import, such as a 404, ends the wait for that
   one alone: see pinecone_import_waited_many_error_at. An invalid id is refused before anything is
   sent; otherwise an error concerns all imports and is not temporary, such as a 401, or lasts
   longer than `options` allow. The rest is as for pinecone_import_wait. `*out` is yours to free. */
pinecone_import_result pinecone_import_wait_many(
    const pinecone_import_client *client,
    const char *const *ids,
    size_t count,
    const pinecone_import_wait_options *options,
    pinecone_import_wait_many_callback callback,
    void *user_data,
    pinecone_import_waited_many **out,
    pinecone_import_error **error);

/* ---- A started import ---- */

/** Frees it and everything it owns. */
void pinecone_import_started_free(pinecone_import_started *started);

/** The import's id; belongs to `started`. */
pinecone_import_str pinecone_import_started_id(const pinecone_import_started *started);

/** One of PINECONE_IMPORT_STARTED; 0 for NULL. */
int32_t pinecone_import_started_how(const pinecone_import_started *started);

/** The import as the list shows it; belongs to `started`. NULL if this call started it and received
   the answer. */
const pinecone_import_model *pinecone_import_started_import(
    const pinecone_import_started *started);

/* ---- An import ---- */

/** Frees an import from pinecone_import_describe; never one that belongs to another handle. */
void pinecone_import_model_free(pinecone_import_model *model);

/** The id; belongs to `model`, like all strings below. */
pinecone_import_str pinecone_import_model_id(const pinecone_import_model *model);

/** One of PINECONE_IMPORT_STATUS. */
int32_t pinecone_import_model_status(const pinecone_import_model *model);

/** The status as the server sent it, including one unknown to this version. */
pinecone_import_str pinecone_import_model_status_name(const pinecone_import_model *model);

/** Whether it has ended: it failed, completed or was cancelled. */
bool pinecone_import_model_is_terminal(const pinecone_import_model *model);

/** The URI of the files, if known. */
pinecone_import_str pinecone_import_model_uri(const pinecone_import_model *model);

/** When it was started, in RFC 3339, if known. */
pinecone_import_str pinecone_import_model_created_at(const pinecone_import_model *model);

/** When it ended, in RFC 3339, if known. */
pinecone_import_str pinecone_import_model_finished_at(const pinecone_import_model *model);

/** The progress in percent, 0 to 100; false if unknown. */
bool pinecone_import_model_percent_complete(const pinecone_import_model *model, float *out);

/** The number of records imported so far; false if unknown. */
bool pinecone_import_model_records_imported(const pinecone_import_model *model, int64_t *out);

/** The number of records imported; false if unknown. From API version 2026-07 on. */
bool pinecone_import_model_import_successes(const pinecone_import_model *model, int64_t *out);

/** The number of records not imported; false if unknown. From API version 2026-07 on. */
bool pinecone_import_model_import_errors(const pinecone_import_model *model, int64_t *out);

/** Why it failed, if known. */
pinecone_import_str pinecone_import_model_error(const pinecone_import_model *model);

/* ---- A page of the list ---- */

/** Frees it and the imports on it. */
void pinecone_import_page_free(pinecone_import_page *page);

/** The number of imports on it. */
size_t pinecone_import_page_len(const pinecone_import_page *page);

/** The import at `index`; belongs to `page`. NULL if there is none. */
const pinecone_import_model *pinecone_import_page_at(
    const pinecone_import_page *page, size_t index);

/** The token of the next page; belongs to `page`. `data` is NULL on the last page. */
pinecone_import_str pinecone_import_page_next(const pinecone_import_page *page);

/* ---- The outcome of a wait ---- */

/** Frees it and everything it owns. */
void pinecone_import_waited_free(pinecone_import_waited *waited);

/** One of PINECONE_IMPORT_WAITED; 0 for NULL. */
int32_t pinecone_import_waited_outcome(const pinecone_import_waited *waited);

/** The import as last seen; belongs to `waited`. NULL only if no poll succeeded. */
const pinecone_import_model *pinecone_import_waited_import(const pinecone_import_waited *waited);

/** The error of the last poll before the deadline or the stop, NULL if it succeeded; belongs to
   `waited`. */
const pinecone_import_error *pinecone_import_waited_error(const pinecone_import_waited *waited);

/* ---- The outcomes of a wait for many, in the order of its ids ---- */

/** Frees it and everything it owns. */
void pinecone_import_waited_many_free(pinecone_import_waited_many *waited);

/** The number of outcomes, which is that of the ids. */
size_t pinecone_import_waited_many_len(const pinecone_import_waited_many *waited);

/** How the wait for the import at `index` ended; belongs to `waited`. NULL if that is an error, or
   if there is no such index. */
const pinecone_import_waited *pinecone_import_waited_many_at(
    const pinecone_import_waited_many *waited, size_t index);

/** The error that ended the wait for the import at `index` alone, such as a 404; belongs to
   `waited`. NULL if there is none. */
const pinecone_import_error *pinecone_import_waited_many_error_at(
    const pinecone_import_waited_many *waited, size_t index);

/** The error of the last round of polls, NULL if it succeeded; belongs to `waited`.
   pinecone_import_waited_error is always NULL here. */
const pinecone_import_error *pinecone_import_waited_many_error(
    const pinecone_import_waited_many *waited);

/* ---- What the callback of a wait sees; all of it belongs to `progress` ---- */

/** The import as last seen; NULL before the first poll that succeeded. */
const pinecone_import_model *pinecone_import_progress_import(
    const pinecone_import_progress *progress);

/** The same if a poll has just succeeded, otherwise NULL. */
const pinecone_import_model *pinecone_import_progress_just_seen(
    const pinecone_import_progress *progress);

/** The error of the last poll; NULL if it succeeded. */
const pinecone_import_error *pinecone_import_progress_error(
    const pinecone_import_progress *progress);

/** How many polls in a row have failed. */
uint32_t pinecone_import_progress_failures(const pinecone_import_progress *progress);

/** Whether a poll has just ended; otherwise this is a moment of the pause after it. */
bool pinecone_import_progress_polled(const pinecone_import_progress *progress);

/** The time since the wait began. */
uint64_t pinecone_import_progress_elapsed_ms(const pinecone_import_progress *progress);

/** The time until the next poll; false if there is none. */
bool pinecone_import_progress_next_poll_ms(
    const pinecone_import_progress *progress, uint64_t *out);

/* ---- What the callback of a wait for many sees; all but the page belongs to `progress` ---- */

/** The id of the import whose wait has just ended; `data` is NULL if none has. Each is told once. */
pinecone_import_str pinecone_import_progress_many_ended_id(
    const pinecone_import_progress_many *progress);

/** How the import has just ended; NULL if none has, or by an error. */
const pinecone_import_waited *pinecone_import_progress_many_ended(
    const pinecone_import_progress_many *progress);

/** The error that has just ended the wait for this import alone, such as a 404; otherwise NULL. */
const pinecone_import_error *pinecone_import_progress_many_ended_error(
    const pinecone_import_progress_many *progress);

/** How many imports are still waited for. */
size_t pinecone_import_progress_many_pending(const pinecone_import_progress_many *progress);

/** The imports that are still waited for, as last seen; without those not seen yet. `*out` is yours
   to free, and may be kept after the callback returns. */
pinecone_import_result pinecone_import_progress_many_imports(
    const pinecone_import_progress_many *progress,
    pinecone_import_page **out,
    pinecone_import_error **error);

/** The error of the last round of polls that failed, wholly or in part; NULL if it succeeded. */
const pinecone_import_error *pinecone_import_progress_many_error(
    const pinecone_import_progress_many *progress);

/** How many rounds in a row have failed wholly. */
uint32_t pinecone_import_progress_many_failures(const pinecone_import_progress_many *progress);

/** The time since the wait began. */
uint64_t pinecone_import_progress_many_elapsed_ms(const pinecone_import_progress_many *progress);

/** The time until the next round; false during a round, and if there is none. */
bool pinecone_import_progress_many_next_poll_ms(
    const pinecone_import_progress_many *progress, uint64_t *out);

/* ---- Events; all of it belongs to `event` ---- */

/** One of PINECONE_IMPORT_EVENT. */
int32_t pinecone_import_event_kind(const pinecone_import_event *event);

/** "start", "describe", "list" or "cancel"; `data` is NULL for a search and a pause. */
pinecone_import_str pinecone_import_event_operation(const pinecone_import_event *event);

/** The number of the attempt (of a retry, the next one) or of the search, from 1; of a pause, how
   many polls in a row have failed. */
uint32_t pinecone_import_event_number(const pinecone_import_event *event);

/** The most attempts or searches; 0 for a pause. */
uint32_t pinecone_import_event_of(const pinecone_import_event *event);

/** The HTTP status of an attempt that succeeded; otherwise 0. */
int32_t pinecone_import_event_http_status(const pinecone_import_event *event);

/** Why the attempt or the last poll failed; NULL if it did not. */
const pinecone_import_error *pinecone_import_event_error(const pinecone_import_event *event);

/** How long the attempt took, or the time until the next one or the next poll; false if none. */
bool pinecone_import_event_time_ms(const pinecone_import_event *event, uint64_t *out);

/* ---- Your own HTTP ---- */

/** A transport that sends by `send`, which must not be NULL; yours to free. `user_data` is passed
   to all its functions. */
pinecone_import_transport *pinecone_import_transport_new(
    pinecone_import_send_callback send, void *user_data);

/** Sets the clock of clients made with it; `random` may be NULL. Defaults to the system's clock;
   without std there is none, and a clock must be set. */
pinecone_import_result pinecone_import_transport_set_clock(
    pinecone_import_transport *transport,
    pinecone_import_now_callback now,
    pinecone_import_sleep_callback sleep,
    pinecone_import_random_callback random);

/** Frees it; clients made with it stay valid. */
void pinecone_import_transport_free(pinecone_import_transport *transport);

/** The method, such as "POST"; belongs to `request`, like all of it. */
pinecone_import_str pinecone_import_request_method(const pinecone_import_request *request);

/** The URL. */
pinecone_import_str pinecone_import_request_url(const pinecone_import_request *request);

/** The number of headers. All of them must be sent, and of others only what HTTP needs: Host,
   Content-Length, Connection. One of them is the key. */
size_t pinecone_import_request_headers_len(const pinecone_import_request *request);

/** The name of a header; `data` is NULL if there is no such header. */
pinecone_import_str pinecone_import_request_header_name(
    const pinecone_import_request *request, size_t index);

/** Its value. */
pinecone_import_str pinecone_import_request_header_value(
    const pinecone_import_request *request, size_t index);

/** The body; `data` is NULL if there is none. */
pinecone_import_bytes pinecone_import_request_body(const pinecone_import_request *request);

/** The time for the whole exchange, from resolving the host to the last byte of the answer. Never
    0. */
uint64_t pinecone_import_request_timeout_ms(const pinecone_import_request *request);

/** Whether the client's stop was requested. Ask at least once a second, then give up with
   PINECONE_IMPORT_TRANSPORT_STOPPED. */
bool pinecone_import_request_is_stopped(const pinecone_import_request *request);

/** Sets the HTTP status, 100 to 999. Of several answers, such as 100 Continue, the last one counts:
   call pinecone_import_response_clear before it. */
bool pinecone_import_response_set_status(pinecone_import_response *response, int32_t status);

/** Adds a header; spaces around name and value are dropped. False if there are more than 8 KB of
   them: then give up. */
bool pinecone_import_response_add_header(
    pinecone_import_response *response,
    const char *name,
    size_t name_len,
    const char *value,
    size_t value_len);

/** Adds to the body. False if it gets longer than the options allow: then give up. */
bool pinecone_import_response_add_body(
    pinecone_import_response *response, const void *data, size_t len);

/** Empties the response. */
bool pinecone_import_response_clear(pinecone_import_response *response);

/** Says that the body broke off; only for a status other than 2xx, which is then still told. */
bool pinecone_import_response_set_incomplete(pinecone_import_response *response);

/** Says of a failure that the server certainly did not receive the whole request: a start is
   retried then. Without this, it may have received it. A wrong one can start a second import. */
bool pinecone_import_response_set_not_sent(pinecone_import_response *response);

/** Adds detail to a failure, which the error shows; it must not contain a secret. */
bool pinecone_import_response_set_detail(pinecone_import_response *response, const char *detail);

/* ---- Errors ---- */

/** Frees an error that a call stored in `*error`; never one that belongs to another handle. */
void pinecone_import_error_free(pinecone_import_error *error);

/** The code that the call returned; PINECONE_IMPORT_OK for NULL. */
pinecone_import_result pinecone_import_error_result(const pinecone_import_error *error);

/** The whole error in one line, without the key, a proxy's password or a page token; belongs to
   `error`, like all strings and bytes below. */
pinecone_import_str pinecone_import_error_message(const pinecone_import_error *error);

/** Whether the import may have been started or cancelled. If true, look at the list or call
   pinecone_import_ensure before starting again; if false, it certainly was not. Of the answers,
   307, 308, and 4xx except 408 and 499 give false; other redirects give true. */
bool pinecone_import_error_may_have_executed(const pinecone_import_error *error);

/** Whether the same call may succeed later, at no risk of a second import. */
bool pinecone_import_error_is_retryable(const pinecone_import_error *error);

/** The invalid argument, if that is the error. */
pinecone_import_str pinecone_import_error_field(const pinecone_import_error *error);

/** One of the PINECONE_IMPORT_TRANSPORT_ kinds; _NONE if the error is of another sort. */
int32_t pinecone_import_error_transport_kind(const pinecone_import_error *error);

/** The HTTP status; 0 if no answer arrived. */
int32_t pinecone_import_error_http_status(const pinecone_import_error *error);

/** The request id, to quote to Pinecone's support, if known. */
pinecone_import_str pinecone_import_error_request_id(const pinecone_import_error *error);

/** The wait that the server asks for (Retry-After, or google.rpc.RetryInfo); false if none. */
bool pinecone_import_error_retry_after_ms(const pinecone_import_error *error, uint64_t *out);

/** Why the server rejected the key, if it says so. */
pinecone_import_str pinecone_import_error_auth_rejected_reason(
    const pinecone_import_error *error);

/** The start of the body as text, at most 512 bytes, if an answer arrived. */
pinecone_import_str pinecone_import_error_excerpt(const pinecone_import_error *error);

/** The google.rpc.Code of the answer, such as 5; false if there is none. */
bool pinecone_import_error_rpc_code(const pinecone_import_error *error, int32_t *out);

/** The name of that code, such as "NOT_FOUND", or a name sent in place of a code, if any. */
pinecone_import_str pinecone_import_error_rpc_name(const pinecone_import_error *error);

/** The message in the answer, if any. */
pinecone_import_str pinecone_import_error_rpc_message(const pinecone_import_error *error);

/** Whether a part of the answer had the wrong type and was left out. */
bool pinecone_import_error_rpc_malformed(const pinecone_import_error *error);

/** Whether a part of the answer was too long and was cut. */
bool pinecone_import_error_rpc_truncated(const pinecone_import_error *error);

/** The number of details in the answer, at most 8. */
size_t pinecone_import_error_details_len(const pinecone_import_error *error);

/** The type URL of a detail, empty if it has none; `data` is NULL if there is no such detail. */
pinecone_import_str pinecone_import_error_detail_type_url(
    const pinecone_import_error *error, size_t index);

/** The decoded bytes of a detail sent as base64, if it was. No NUL follows them. */
pinecone_import_bytes pinecone_import_error_detail_value(
    const pinecone_import_error *error, size_t index);

/** The JSON text of a detail sent as JSON, if it was. */
pinecone_import_str pinecone_import_error_detail_json(
    const pinecone_import_error *error, size_t index);

#ifdef __cplusplus
}
#endif

#endif
