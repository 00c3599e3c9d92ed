/* A server in memory and in virtual time, which knows what really happened to each request. */
#include "lives.h"
#include "../../examples/firmware/board.h"
#include <stdlib.h>
#include <string.h>

enum { IMPORTS = 64, SCRIPT = 256, LASTS_MS = 20000, PAGE = 100 };

static const char HOST[] = "https://idx.example", PATH[] = "/bulk/imports";

static struct {
    char uri[48];
    uint64_t created, ended;
    const char *end;
} imports[IMPORTS];
static size_t len, created, requests;
static const struct fault *script[SCRIPT], *away;
static size_t script_at, script_len;
static uint64_t now = 1000000, alarm_at;
static const pinecone_import_stop *alarm_stop;

const unsigned server_lives = 2000;

size_t machine_heap(void) {
    return board_heap_used();
}

void machine_say(const char *line) {
    board_say(line);
}

void machine_say_number(const char *what, size_t number) {
    board_say_number(what, number);
}

void machine_exit(int code) {
    board_exit(code);
}

const char *server_host(const struct fault *unsent) {
    away = unsent;
    return "idx.example";
}

const char *server_key(void) {
    return "pcsk_made-up_key";
}

void server_reset(void) {
    len = 0;
}

void server_meets(const struct fault *fault, unsigned times) {
    while (times-- > 0) {
        CHECK(script_len < SCRIPT);
        script[script_len++] = fault;
    }
}

void server_forgets(void) {
    script_at = script_len = 0;
}

size_t server_imports(void) {
    return created;
}

size_t server_requests(void) {
    return requests;
}

size_t server_runs(const char *uri) {
    size_t i, runs = 0;
    for (i = 0; i < len; i++) runs += strcmp(imports[i].uri, uri) == 0 && imports[i].ended > now;
    return runs;
}

uint64_t server_hurry(void) {
    return 400;
}

bool server_dawdles(const struct fault *fault) {
    return fault->play == SILENT;
}

const char *server_expects(const struct fault *fault, int operation) {
    return fault->expected[operation];
}

uint64_t server_now(void *unused) {
    (void)unused;
    return now;
}

void server_sleep(uint64_t ms, void *unused) {
    (void)unused;
    now += ms;
    if (alarm_stop == NULL || now < alarm_at) return;
    pinecone_import_stop_request(alarm_stop);
    alarm_stop = NULL;
}

void server_stops(const pinecone_import_stop *stop) {
    alarm_stop = stop;
    alarm_at = now + 3000;
}

/* An answer as it grows. */
static char answer[16384];
static size_t answer_len;

static void say(const char *text) {
    size_t more = strlen(text);
    CHECK(answer_len + more < sizeof answer);
    memcpy(&answer[answer_len], text, more + 1);
    answer_len += more;
}

static void say_number(size_t number) {
    char digits[24];
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    say(&digits[at]);
}

static void say_import(size_t i) {
    uint64_t lasts = imports[i].ended - imports[i].created;
    const char *status = now >= imports[i].ended                   ? imports[i].end
                         : now - imports[i].created > lasts / 4 ? "InProgress"
                                                                   : "Pending";
    say("{\"id\":\"");
    say_number(101 + i);
    say("\",\"uri\":\"");
    say(imports[i].uri);
    say("\",\"createdAt\":\"2024-08-27T17:10:32Z\",\"percentComplete\":50.0,\"status\":\"");
    say(status);
    say(strcmp(status, "Failed") == 0 ? "\",\"error\":\"as asked\"}" : "\"}");
}

static size_t number_after(const char *text, const char *name, size_t otherwise) {
    const char *at = strstr(text, name);
    size_t number = 0;
    if (at == NULL) return otherwise;
    for (at += strlen(name); *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (size_t)(*at - '0');
    return number;
}

static int32_t start(pinecone_import_bytes body) {
    static const char before[] = "{\"uri\":\"";
    size_t size = sizeof before - 1, end = size;
    CHECK(len < IMPORTS && body.len > size && memcmp(body.data, before, size) == 0);
    while (end < body.len && body.data[end] != '"') end++;
    CHECK(end - size < sizeof imports->uri);
    memcpy(imports[len].uri, &body.data[size], end - size);
    imports[len].uri[end - size] = '\0';
    imports[len].created = now;
    imports[len].ended = now + LASTS_MS;
    imports[len].end = strstr(imports[len].uri, "fail") != NULL ? "Failed" : "Completed";
    say("{\"id\":\"");
    say_number(101 + len);
    say("\"}");
    len += 1, created += 1;
    return 200;
}

/* The newest first; a token says how many are left. */
static int32_t list(const char *query) {
    size_t limit = number_after(query, "limit=", PAGE), left = number_after(query, "left-", len);
    say("{\"data\":[");
    while (limit-- > 0 && left > 0) {
        say_import(--left);
        if (limit > 0 && left > 0) say(",");
    }
    say("],\"pagination\":{\"next\":\"");
    if (left > 0) {
        say("left-");
        say_number(left);
    }
    say("\"}}");
    return 200;
}

/* Does what is asked, and makes the answer; gives its status. */
static int32_t process(const pinecone_import_request *request) {
    const char *method = pinecone_import_request_method(request).data;
    const char *rest = pinecone_import_request_url(request).data;
    size_t i;
    CHECK(strncmp(rest, HOST, strlen(HOST)) == 0);
    rest += strlen(HOST);
    CHECK(strncmp(rest, PATH, strlen(PATH)) == 0);
    rest += strlen(PATH);
    answer_len = 0;
    answer[0] = '\0';
    if (strcmp(method, "POST") == 0) {
        CHECK(*rest == '\0');
        return start(pinecone_import_request_body(request));
    }
    if (*rest != '/') return list(rest);
    i = number_after(rest, "/", 0) - 101;
    if (i >= len) {
        say("{\"code\":5,\"message\":\"no such import\"}");
        return 404;
    }
    if (strcmp(method, "GET") == 0) {
        say_import(i);
    } else {
        CHECK(strcmp(method, "DELETE") == 0);
        if (now < imports[i].ended) {
            imports[i].ended = now;
            imports[i].end = "Cancelled";
        }
        say("{}");
    }
    return 200;
}

static bool is_stopped(const pinecone_import_request *request) {
    return pinecone_import_request_is_stopped(request);
}

/* Nothing comes until the time is up or a stop is requested. */
static int32_t silence(const pinecone_import_request *request) {
    uint64_t end = now + pinecone_import_request_timeout_ms(request);
    while (now < end && !is_stopped(request)) server_sleep(100, NULL);
    return is_stopped(request) ? PINECONE_IMPORT_TRANSPORT_STOPPED
                               : PINECONE_IMPORT_TRANSPORT_TIMEOUT;
}

static int32_t play(const struct fault *fault, const pinecone_import_request *request,
                    pinecone_import_response *response) {
    static const char blanks[1000] = {' '};
    const char *retry = fault->play == LATER ? "86400" : "0";
    bool taken = true;
    int i;
    switch (fault->play) {
    case UNSENT:
        CHECK(pinecone_import_response_set_not_sent(response));
        return fault->what;
    case SILENT: process(request); return silence(request);
    case DONE: process(request); return fault->what;
    case LOST: return fault->what;
    default: break;
    }
    CHECK(pinecone_import_response_set_status(response, fault->what));
    if (fault->play == HEADERS) {
        for (i = 0; i < 100 && taken; i++)
            taken = pinecone_import_response_add_header(response, "a", 1, blanks, 1000);
        CHECK(!taken);
        return PINECONE_IMPORT_TRANSPORT_TOO_LARGE;
    }
    CHECK(pinecone_import_response_add_header(response, "Retry-After", 11, retry, strlen(retry)));
    if (fault->play == ENCODED)
        CHECK(pinecone_import_response_add_header(response, "Content-Encoding", 16, "gzip", 4));
    if (fault->body != NULL) {
        CHECK(pinecone_import_response_add_body(response, fault->body, strlen(fault->body)));
        return 0;
    }
    for (i = 0; i < 2000 && taken; i++)
        taken = pinecone_import_response_add_body(response, blanks, sizeof blanks);
    CHECK(!taken);
    return PINECONE_IMPORT_TRANSPORT_TOO_LARGE;
}

int32_t server_send(const pinecone_import_request *request, pinecone_import_response *response,
                    void *unused) {
    const struct fault *fault = away;
    (void)unused;
    CHECK(pinecone_import_request_timeout_ms(request) > 0);
    if (script_at < script_len) fault = script[script_at++];
    requests += fault == NULL || fault->play != UNSENT;
    server_sleep(50, NULL);
    if (is_stopped(request)) {
        CHECK(pinecone_import_response_set_not_sent(response));
        return PINECONE_IMPORT_TRANSPORT_STOPPED;
    }
    if (fault != NULL) return play(fault, request, response);
    CHECK(pinecone_import_response_set_status(response, process(request)));
    CHECK(pinecone_import_response_add_body(response, answer, answer_len));
    return 0;
}
