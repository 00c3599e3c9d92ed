/* Starts, waits, lists and ensures on a machine without an operating system, over answers from a
   script and in virtual time; says how much heap that takes. */
#include "board.h"
#include <pinecone_import.h>
#include <stddef.h>
#include <string.h>

#define CHECK(condition) \
    do { \
        if (!(condition)) fail(__LINE__, #condition); \
    } while (0)

static void fail(int line, const char *what) {
    board_say_number("line", (size_t)line);
    board_say(what);
    board_exit(1);
}

static bool is(pinecone_import_str str, const char *text) {
    return str.data != NULL && strcmp(str.data, text) == 0;
}

struct answer {
    const char *method;
    int32_t status; /* 0: the answer is lost */
    const char *body;
};

#define IMPORT(status) "{\"id\":\"101\",\"uri\":\"s3://bucket/dir\",\"status\":\"" status "\"}"

/* What the server answers, in order. */
static const struct answer script[] = {
    /* a start, at the second attempt */
    {"POST", 429, "slow down"},
    {"POST", 200, "{\"id\":\"101\"}"},
    /* a wait of four polls */
    {"GET", 200, IMPORT("Pending")},
    {"GET", 503, ""},
    {"GET", 200, IMPORT("InProgress")},
    {"GET", 200, IMPORT("Completed")},
    /* a page of the list */
    {"GET", 200, "{\"data\":[" IMPORT("Completed") "," IMPORT("Failed") "]}"},
    /* an ensure whose start is found in the list */
    {"GET", 200, "{\"data\":[" IMPORT("Completed") "]}"},
    {"POST", 0, ""},
    {"GET", 200, "{\"data\":[{\"id\":\"102\",\"uri\":\"s3://bucket/dir\",\"status\":\"Pending\"}]}"},
    /* a refusal */
    {"GET", 404, "{\"code\":5,\"message\":\"no such import\"}"},
};
static size_t at;
static uint64_t now;

static int32_t answer(const pinecone_import_request *request, pinecone_import_response *response,
                      void *user_data) {
    const struct answer *next = &script[at];
    (void)user_data;
    CHECK(at < sizeof script / sizeof *script);
    at += 1;
    CHECK(is(pinecone_import_request_method(request), next->method));
    if (next->status == 0) return PINECONE_IMPORT_TRANSPORT_IO;
    CHECK(pinecone_import_response_set_status(response, next->status));
    CHECK(pinecone_import_response_add_body(response, next->body, strlen(next->body)));
    return PINECONE_IMPORT_TRANSPORT_NONE;
}

static uint64_t read_clock(void *user_data) {
    (void)user_data;
    return now;
}

static void advance(uint64_t ms, void *user_data) {
    (void)user_data;
    now += ms;
}

static void count(int32_t level, const char *line, const pinecone_import_event *event,
                  void *user_data) {
    (void)level, (void)event;
    CHECK(line[0] != '\0');
    *(size_t *)user_data += 1;
}

static pinecone_import_client *client_of(const pinecone_import_stop *stop, size_t *events) {
    pinecone_import_transport *transport = pinecone_import_transport_new(answer, NULL);
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    CHECK(pinecone_import_options_set_stop(options, stop) == 0);
    CHECK(pinecone_import_options_set_on_event(options, count, events) == 0);
    /* Without std there is no clock but the caller's. */
    CHECK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options, transport,
                                                    &client, NULL) ==
          PINECONE_IMPORT_NULL_POINTER);
    CHECK(pinecone_import_transport_set_clock(transport, read_clock, advance, NULL) == 0);
    CHECK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options, transport,
                                                    &client, NULL) == 0);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
    return client;
}

static void calls(const pinecone_import_client *client, const pinecone_import_stop *stop) {
    static const char uri[] = "s3://bucket/dir";
    pinecone_import_started *started;
    pinecone_import_waited *waited;
    pinecone_import_page *page;
    pinecone_import_model *model;
    pinecone_import_error *error;

    CHECK(pinecone_import_start(client, uri, NULL, 0, &started, NULL) == 0);
    CHECK(is(pinecone_import_started_id(started), "101"));
    pinecone_import_started_free(started);

    CHECK(pinecone_import_wait(client, "101", NULL, NULL, NULL, &waited, NULL) == 0);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK(now > 6000);
    pinecone_import_waited_free(waited);

    CHECK(pinecone_import_list(client, 0, NULL, &page, NULL) == 0);
    CHECK(pinecone_import_page_len(page) == 2);
    CHECK(pinecone_import_model_status(pinecone_import_page_at(page, 1)) ==
          PINECONE_IMPORT_STATUS_FAILED);
    pinecone_import_page_free(page);

    CHECK(pinecone_import_ensure(client, uri, NULL, 0, &started, NULL) == 0);
    CHECK(pinecone_import_started_how(started) == PINECONE_IMPORT_STARTED_RECOVERED);
    CHECK(is(pinecone_import_started_id(started), "102"));
    pinecone_import_started_free(started);

    CHECK(pinecone_import_describe(client, "7", &model, &error) == PINECONE_IMPORT_API);
    CHECK(is(pinecone_import_error_rpc_message(error), "no such import"));
    pinecone_import_error_free(error);

    pinecone_import_stop_request(stop);
    CHECK(pinecone_import_describe(client, "7", &model, &error) == PINECONE_IMPORT_TRANSPORT);
    CHECK(pinecone_import_error_transport_kind(error) == PINECONE_IMPORT_TRANSPORT_STOPPED);
    pinecone_import_error_free(error);
}

int main(void) {
    size_t before = board_heap_used(), events = 0;
    pinecone_import_stop *stop = pinecone_import_stop_new();
    pinecone_import_client *client = client_of(stop, &events);
    calls(client, stop);
    pinecone_import_client_free(client);
    pinecone_import_stop_free(stop);
    CHECK(at == sizeof script / sizeof *script);
    CHECK(events > at);
    CHECK(board_heap_used() == before);
    board_say_number("heap at most", board_heap_peak());
    board_say("all as expected");
    board_exit(0);
    return 0;
}
