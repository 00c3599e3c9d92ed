/* Every result code, and what each error object tells. */
#include "check.h"

static pinecone_import_client *client;

/* Describes an import whose id names a fault; the error is the caller's. */
static pinecone_import_error *failure(const pinecone_import_client *of, const char *id,
                                      pinecone_import_result expected) {
    pinecone_import_model *model;
    pinecone_import_error *error;
    pinecone_import_result result = pinecone_import_describe(of, id, &model, &error);
    if (result != expected) fprintf(stderr, "%s: %d\n", id, (int)result);
    CHECK(result == expected && model == NULL && error != NULL);
    CHECK(pinecone_import_error_result(error) == result);
    CHECK(pinecone_import_error_message(error).len > 0);
    /* The same without an object. */
    CHECK(pinecone_import_describe(of, id, &model, NULL) == expected && model == NULL);
    return error;
}

static void transport(const pinecone_import_client *of, const char *id, int32_t kind) {
    pinecone_import_error *error = failure(of, id, PINECONE_IMPORT_TRANSPORT);
    if (pinecone_import_error_transport_kind(error) != kind)
        fprintf(stderr, "%s: %s\n", id, pinecone_import_error_message(error).data);
    CHECK(pinecone_import_error_transport_kind(error) == kind);
    CHECK(pinecone_import_error_http_status(error) == 0);
    CHECK(unknown(pinecone_import_error_excerpt(error)));
    CHECK(!pinecone_import_error_may_have_executed(error));
    pinecone_import_error_free(error);
}

/* A client of another host; frees the options. */
static pinecone_import_client *other(const char *host, pinecone_import_options *options) {
    pinecone_import_client *made;
    pinecone_import_error *error;
    CHECK_OK(pinecone_import_client_new(host, "made-up-key", options, &made, &error), error);
    pinecone_import_options_free(options);
    return made;
}

static void transports(void) {
    pinecone_import_client *made;
    pinecone_import_options *options;

    transport(client, "drop", PINECONE_IMPORT_TRANSPORT_IO);
    transport(client, "garbage", PINECONE_IMPORT_TRANSPORT_PROTOCOL);
    made = other(setting("CLOSED_URL"), fast());
    transport(made, "1", PINECONE_IMPORT_TRANSPORT_CONNECT);
    pinecone_import_client_free(made);
    made = other("nobody.invalid", fast());
    transport(made, "1", PINECONE_IMPORT_TRANSPORT_RESOLVE);
    pinecone_import_client_free(made);
    made = other(setting("TLS_URL"), fast());
    transport(made, "1", PINECONE_IMPORT_TRANSPORT_CERTIFICATE);
    pinecone_import_client_free(made);
    made = other(setting("URL") + strlen("http://"), fast());
    transport(made, "1", PINECONE_IMPORT_TRANSPORT_TLS);
    pinecone_import_client_free(made);
    options = fast();
    CHECK(pinecone_import_options_set_proxy(options, setting("CLOSED_URL")) == 0);
    made = other("idx.example", options);
    transport(made, "1", PINECONE_IMPORT_TRANSPORT_PROXY);
    pinecone_import_client_free(made);
    options = fast();
    /* It takes CONNECT for a request without a key: 401. */
    CHECK(pinecone_import_options_set_proxy(options, setting("URL")) == 0);
    made = other("idx.example", options);
    transport(made, "1", PINECONE_IMPORT_TRANSPORT_PROXY_REFUSED);
    pinecone_import_client_free(made);
    options = fast();
    CHECK(pinecone_import_options_set_timeout_ms(options, 100) == 0);
    CHECK(pinecone_import_options_set_retry_tries(options, 1) == 0);
    made = client_with(options);
    transport(made, "slow", PINECONE_IMPORT_TRANSPORT_TIMEOUT);
    pinecone_import_client_free(made);
    /* The answer comes within the timeout, but past the deadline. */
    options = fast();
    CHECK(pinecone_import_options_set_retry_deadline_ms(options, 100) == 0);
    made = client_with(options);
    transport(made, "late", PINECONE_IMPORT_TRANSPORT_TIMEOUT);
    pinecone_import_client_free(made);
    options = fast();
    CHECK(pinecone_import_options_set_max_response_bytes(options, 10) == 0);
    made = client_with(options);
    transport(made, "decode", PINECONE_IMPORT_TRANSPORT_TOO_LARGE);
    pinecone_import_client_free(made);
}

static void answers(void) {
    pinecone_import_error *error;
    pinecone_import_bytes bytes;
    pinecone_import_client *made;
    int32_t code = -1;
    uint64_t ms = 1;

    error = failure(client, "unknown", PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_http_status(error) == 404);
    CHECK(pinecone_import_error_rpc_code(error, &code) && code == 5);
    CHECK(SAYS(pinecone_import_error_rpc_name(error), "NOT_FOUND"));
    CHECK(SAYS(pinecone_import_error_rpc_message(error), "Import unknown not found"));
    CHECK(contains(pinecone_import_error_request_id(error), "emulated-"));
    CHECK(contains(pinecone_import_error_excerpt(error), "\"code\":5"));
    CHECK(!pinecone_import_error_retry_after_ms(error, &ms) && ms == 0);
    CHECK(pinecone_import_error_details_len(error) == 0);
    CHECK(pinecone_import_error_transport_kind(error) == PINECONE_IMPORT_TRANSPORT_NONE);
    CHECK(!pinecone_import_error_is_retryable(error));
    CHECK(unknown(pinecone_import_error_field(error)));
    CHECK(unknown(pinecone_import_error_auth_rejected_reason(error)));
    pinecone_import_error_free(error);

    error = failure(client, "busy", PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_http_status(error) == 429);
    CHECK(pinecone_import_error_is_retryable(error));
    CHECK(pinecone_import_error_retry_after_ms(error, &ms) && ms == 7000000);
    CHECK(!pinecone_import_error_rpc_code(error, &code) && code == 0);
    CHECK(SAYS(pinecone_import_error_rpc_name(error), "QUOTA_EXCEEDED"));
    pinecone_import_error_free(error);

    /* Longer than an uint64_t holds. */
    error = failure(client, "never", PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_retry_after_ms(error, &ms) && ms == UINT64_MAX);
    pinecone_import_error_free(error);

    error = failure(client, "details", PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_details_len(error) == 3);
    CHECK(SAYS(pinecone_import_error_detail_type_url(error, 0), "type.googleapis.com/bytes"));
    bytes = pinecone_import_error_detail_value(error, 0);
    CHECK(bytes.len == 4 && memcmp(bytes.data, "\0\1\2\377", 4) == 0);
    CHECK(unknown(pinecone_import_error_detail_json(error, 0)));
    CHECK(SAYS(pinecone_import_error_detail_type_url(error, 1), "type.googleapis.com/json"));
    CHECK(contains(pinecone_import_error_detail_json(error, 1), "\"reason\""));
    CHECK(pinecone_import_error_detail_value(error, 1).len == 0);
    CHECK(pinecone_import_error_detail_type_url(error, 2).len == 0);
    CHECK(pinecone_import_error_detail_type_url(error, 2).data != NULL);
    CHECK(SAYS(pinecone_import_error_detail_json(error, 2), "7"));
    CHECK(pinecone_import_error_rpc_malformed(error));
    CHECK(!pinecone_import_error_rpc_truncated(error));
    CHECK(unknown(pinecone_import_error_detail_type_url(error, 3)));
    CHECK(unknown(pinecone_import_error_detail_json(error, SIZE_MAX)));
    CHECK(pinecone_import_error_detail_value(error, 3).data == NULL);
    /* The server's NUL: `len` goes on, and the line of the message has none. */
    CHECK(SAYS(pinecone_import_error_rpc_message(error), "a\0b"));
    CHECK(strlen(pinecone_import_error_message(error).data) ==
          pinecone_import_error_message(error).len);
    pinecone_import_error_free(error);

    error = failure(client, "decode", PINECONE_IMPORT_DECODE);
    CHECK(pinecone_import_error_http_status(error) == 200);
    CHECK(contains(pinecone_import_error_excerpt(error), "[1, 2"));
    CHECK(SAYS(pinecone_import_error_request_id(error), "req-7"));
    CHECK(pinecone_import_error_details_len(error) == 0);
    pinecone_import_error_free(error);

    made = other(setting("URL"), fast());
    error = failure(made, "1", PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_http_status(error) == 403);
    CHECK(SAYS(pinecone_import_error_auth_rejected_reason(error), "wrong-key"));
    CHECK(!contains(pinecone_import_error_message(error), "made-up-key"));
    pinecone_import_error_free(error);
    pinecone_import_client_free(made);
}

static int never_waits(const pinecone_import_progress *progress, void *user_data) {
    (void)progress;
    (void)user_data;
    CHECK(false);
    return 0;
}

static int never(const pinecone_import_model *import, void *user_data) {
    (void)import;
    (void)user_data;
    return 0;
}

/* Each other call hands its error over, and nothing else. */
static void calls(void) {
    pinecone_import_started *started;
    pinecone_import_page *page;
    pinecone_import_waited *waited;
    pinecone_import_error *error;

    CHECK(pinecone_import_start(client, "s3://bucket/dropped", NULL, 0, &started, &error) ==
          PINECONE_IMPORT_TRANSPORT);
    CHECK(started == NULL && pinecone_import_error_may_have_executed(error));
    CHECK(!pinecone_import_error_is_retryable(error));
    CHECK(contains(pinecone_import_error_message(error), "may have been started"));
    pinecone_import_error_free(error);
    CHECK(pinecone_import_ensure(client, "http://bucket", NULL, 0, &started, &error) ==
          PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(started == NULL && SAYS(pinecone_import_error_field(error), "uri"));
    CHECK(!pinecone_import_error_may_have_executed(error));
    pinecone_import_error_free(error);
    CHECK(pinecone_import_start(client, "s3://bucket/dir", NULL, 3, &started, &error) ==
          PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(started == NULL && SAYS(pinecone_import_error_field(error), "error mode"));
    pinecone_import_error_free(error);
    CHECK(pinecone_import_cancel(client, "unknown", &error) == PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_http_status(error) == 404);
    pinecone_import_error_free(error);
    CHECK(pinecone_import_list(client, 101, NULL, &page, &error) ==
          PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(page == NULL && SAYS(pinecone_import_error_field(error), "limit"));
    pinecone_import_error_free(error);
    CHECK(pinecone_import_list(client, 0, "secret-token", &page, &error) == PINECONE_IMPORT_API);
    CHECK(page == NULL && !contains(pinecone_import_error_message(error), "secret-token"));
    pinecone_import_error_free(error);
    /* A list that goes in a circle. */
    CHECK(pinecone_import_for_each(client, 77, 0, never, NULL, &error) == PINECONE_IMPORT_LIST);
    CHECK(pinecone_import_error_is_retryable(error));
    pinecone_import_error_free(error);
    CHECK(pinecone_import_for_each(client, 77, 1, never, NULL, &error) == PINECONE_IMPORT_LIST);
    CHECK(!pinecone_import_error_may_have_executed(error));
    CHECK(contains(pinecone_import_error_message(error), "more than 1 pages"));
    CHECK(strcmp(pinecone_import_result_name(PINECONE_IMPORT_LIST), "LIST") == 0);
    pinecone_import_error_free(error);
    CHECK(pinecone_import_wait(client, "unknown", NULL, never_waits, NULL, &waited, &error) ==
          PINECONE_IMPORT_API);
    CHECK(waited == NULL && pinecone_import_error_http_status(error) == 404);
    pinecone_import_error_free(error);
}

/* What a client is made of is checked when it is made. */
static void settings(void) {
    static const char *const fields[] = {"host", "api key", "api version", "root certificate",
                                         "proxy"};
    size_t i;
    for (i = 0; i < sizeof fields / sizeof *fields; i++) {
        pinecone_import_options *options = pinecone_import_options_new();
        pinecone_import_client *made;
        pinecone_import_error *error;
        if (i == 2) CHECK(pinecone_import_options_set_api_version(options, "2025") == 0);
        if (i == 3)
            CHECK(pinecone_import_options_add_root_certificate_pem(options, "no PEM") == 0);
        if (i == 4) CHECK(pinecone_import_options_set_proxy(options, "ftp://u:secret@p") == 0);
        CHECK(pinecone_import_client_new(i == 0 ? "http://example.com" : "idx.example",
                                         i == 1 ? "two words" : "key", options, &made, &error) ==
              PINECONE_IMPORT_INVALID_ARGUMENT);
        CHECK(made == NULL && strcmp(pinecone_import_error_field(error).data, fields[i]) == 0);
        CHECK(!contains(pinecone_import_error_message(error), "secret"));
        pinecone_import_error_free(error);
        pinecone_import_options_free(options);
    }
}

/* Strings with a NUL in them, and what is unknown told apart from what is zero or empty. */
static void models(void) {
    pinecone_import_model *model;
    pinecone_import_error *error;
    float percent = 1;
    int64_t count = 1;

    CHECK_OK(pinecone_import_describe(client, "nul", &model, &error), error);
    CHECK(pinecone_import_model_status(model) == PINECONE_IMPORT_STATUS_OTHER);
    CHECK(SAYS(pinecone_import_model_status_name(model), "Odd\0Status"));
    CHECK(SAYS(pinecone_import_model_error(model), "a\0\0b\0"));
    CHECK(SAYS(pinecone_import_model_uri(model), ""));
    CHECK(unknown(pinecone_import_model_created_at(model)));
    CHECK(!pinecone_import_model_percent_complete(model, &percent) && percent == 0);
    CHECK(!pinecone_import_model_records_imported(model, &count) && count == 0);
    count = 1;
    CHECK(!pinecone_import_model_import_successes(model, &count) && count == 0);
    pinecone_import_model_free(model);

    CHECK_OK(pinecone_import_describe(client, "zeros", &model, &error), error);
    CHECK(pinecone_import_model_status(model) == PINECONE_IMPORT_STATUS_PENDING);
    percent = 1;
    count = 1;
    CHECK(pinecone_import_model_percent_complete(model, &percent) && percent == 0);
    CHECK(pinecone_import_model_records_imported(model, &count) && count == 0);
    count = 1;
    CHECK(pinecone_import_model_import_successes(model, &count) && count == 0);
    CHECK(!pinecone_import_model_import_errors(model, &count));
    /* Only whether it is known. */
    CHECK(pinecone_import_model_percent_complete(model, NULL));
    CHECK(!pinecone_import_model_import_errors(model, NULL));
    pinecone_import_model_free(model);
}

static void names(void) {
    static const char *const known[] = {"OK",        "NULL_POINTER", "NOT_UTF8", "INVALID_ARGUMENT",
                                        "TRANSPORT", "API",          "DECODE",   "PANIC",
                                        "LIST"};
    int32_t i;
    for (i = 0; i < (int32_t)(sizeof known / sizeof *known); i++)
        CHECK(strcmp(pinecone_import_result_name(i), known[i]) == 0);
    CHECK(strcmp(pinecone_import_result_name(i), "UNKNOWN") == 0);
    CHECK(strcmp(pinecone_import_result_name(-1), "UNKNOWN") == 0);
}

int main(void) {
    client = client_with(fast());
    transports();
    answers();
    calls();
    settings();
    models();
    names();
    pinecone_import_client_free(client);
    return 0;
}
