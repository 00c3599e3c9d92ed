/* Every pointer NULL in turn, strings that are not UTF-8, and frees of NULL. */
#include "check.h"

#define NOT_NULL PINECONE_IMPORT_NULL_POINTER
static const char BAD[] = "s3://bucket/\xff";

static pinecone_import_error *error;

/* What a call refuses, by which code, naming which argument. */
static void refused(pinecone_import_result result, pinecone_import_result expected,
                    const char *field) {
    CHECK(result == expected && pinecone_import_error_result(error) == expected);
    CHECK(strcmp(pinecone_import_error_field(error).data, field) == 0);
    CHECK(contains(pinecone_import_error_message(error), field));
    CHECK(!pinecone_import_error_may_have_executed(error));
    CHECK(!pinecone_import_error_is_retryable(error));
    pinecone_import_error_free(error);
    error = NULL;
}

static int never_waits(const pinecone_import_progress *progress, void *user_data) {
    (void)progress;
    (void)user_data;
    CHECK(false);
    return 0;
}

static int never_waits_many(const pinecone_import_progress_many *progress, void *user_data) {
    (void)progress;
    (void)user_data;
    CHECK(false);
    return 0;
}

static int never(const pinecone_import_model *import, void *user_data) {
    (void)import;
    (void)user_data;
    CHECK(false);
    return 0;
}

static int32_t no_send(const pinecone_import_request *request,
                       pinecone_import_response *response, void *user_data) {
    (void)request, (void)response, (void)user_data;
    CHECK(false);
    return 0;
}

static uint64_t no_now(void *user_data) {
    (void)user_data;
    return 0;
}

static void no_sleep(uint64_t ms, void *user_data) {
    (void)ms, (void)user_data;
}

static void calls(const pinecone_import_client *client) {
    /* Not NULL at first: a call that fails has to clear them. */
    pinecone_import_client *made = (pinecone_import_client *)&error;
    pinecone_import_started *started = (pinecone_import_started *)&error;
    pinecone_import_model *model = (pinecone_import_model *)&error;
    pinecone_import_page *page = (pinecone_import_page *)&error;
    pinecone_import_waited *waited = (pinecone_import_waited *)&error;
    pinecone_import_waited_many *many = (pinecone_import_waited_many *)&error;
    const char *const ids[] = {"1", "2"}, *const some[] = {"1", NULL}, *const bad[] = {"1", BAD};
    const char *uri = "s3://bucket/dir";
    pinecone_import_transport *own = pinecone_import_transport_new(no_send, NULL);

    refused(pinecone_import_client_new(NULL, "key", NULL, &made, &error), NOT_NULL, "host");
    refused(pinecone_import_client_new("h", NULL, NULL, &made, &error), NOT_NULL, "api key");
    refused(pinecone_import_client_new("h", "key", NULL, NULL, &error), NOT_NULL, "out");
    refused(pinecone_import_client_new(BAD, "key", NULL, &made, &error), PINECONE_IMPORT_NOT_UTF8,
            "host");
    refused(pinecone_import_client_new("h", BAD, NULL, &made, &error), PINECONE_IMPORT_NOT_UTF8,
            "api key");
    CHECK(made == NULL);

    refused(pinecone_import_start(NULL, uri, NULL, 0, &started, &error), NOT_NULL, "client");
    refused(pinecone_import_start(client, NULL, NULL, 0, &started, &error), NOT_NULL, "uri");
    refused(pinecone_import_start(client, uri, NULL, 0, NULL, &error), NOT_NULL, "out");
    refused(pinecone_import_start(client, BAD, NULL, 0, &started, &error),
            PINECONE_IMPORT_NOT_UTF8, "uri");
    refused(pinecone_import_start(client, uri, BAD, 0, &started, &error),
            PINECONE_IMPORT_NOT_UTF8, "integration id");
    CHECK(started == NULL);
    started = (pinecone_import_started *)&error;
    refused(pinecone_import_ensure(NULL, uri, NULL, 0, &started, &error), NOT_NULL, "client");
    refused(pinecone_import_ensure(client, NULL, NULL, 0, &started, &error), NOT_NULL, "uri");
    refused(pinecone_import_ensure(client, uri, NULL, 0, NULL, &error), NOT_NULL, "out");
    refused(pinecone_import_ensure(client, BAD, NULL, 0, &started, &error),
            PINECONE_IMPORT_NOT_UTF8, "uri");
    refused(pinecone_import_ensure(client, uri, BAD, 0, &started, &error),
            PINECONE_IMPORT_NOT_UTF8, "integration id");
    CHECK(started == NULL);

    refused(pinecone_import_describe(NULL, "1", &model, &error), NOT_NULL, "client");
    refused(pinecone_import_describe(client, NULL, &model, &error), NOT_NULL, "id");
    refused(pinecone_import_describe(client, "1", NULL, &error), NOT_NULL, "out");
    refused(pinecone_import_describe(client, BAD, &model, &error), PINECONE_IMPORT_NOT_UTF8, "id");
    CHECK(model == NULL);

    refused(pinecone_import_cancel(NULL, "1", &error), NOT_NULL, "client");
    refused(pinecone_import_cancel(client, NULL, &error), NOT_NULL, "id");
    refused(pinecone_import_cancel(client, BAD, &error), PINECONE_IMPORT_NOT_UTF8, "id");

    refused(pinecone_import_list(NULL, 0, NULL, &page, &error), NOT_NULL, "client");
    refused(pinecone_import_list(client, 0, NULL, NULL, &error), NOT_NULL, "out");
    refused(pinecone_import_list(client, 0, BAD, &page, &error), PINECONE_IMPORT_NOT_UTF8,
            "pagination token");
    CHECK(page == NULL);

    refused(pinecone_import_for_each(NULL, 0, 0, never, NULL, &error), NOT_NULL, "client");
    refused(pinecone_import_for_each(client, 0, 0, NULL, NULL, &error), NOT_NULL, "callback");

    refused(pinecone_import_wait(NULL, "1", NULL, never_waits, NULL, &waited, &error), NOT_NULL,
            "client");
    refused(pinecone_import_wait(client, NULL, NULL, never_waits, NULL, &waited, &error), NOT_NULL,
            "id");
    refused(pinecone_import_wait(client, "1", NULL, never_waits, NULL, NULL, &error), NOT_NULL, "out");
    refused(pinecone_import_wait(client, BAD, NULL, never_waits, NULL, &waited, &error),
            PINECONE_IMPORT_NOT_UTF8, "id");
    CHECK(waited == NULL);

    refused(pinecone_import_wait_many(NULL, ids, 2, NULL, never_waits_many, NULL, &many, &error),
            NOT_NULL, "client");
    refused(pinecone_import_wait_many(client, NULL, 1, NULL, never_waits_many, NULL, &many, &error),
            NOT_NULL, "ids");
    refused(pinecone_import_wait_many(client, some, 2, NULL, never_waits_many, NULL, &many, &error),
            NOT_NULL, "id");
    refused(pinecone_import_wait_many(client, ids, 2, NULL, never_waits_many, NULL, NULL, &error),
            NOT_NULL, "out");
    refused(pinecone_import_wait_many(client, bad, 2, NULL, never_waits_many, NULL, &many, &error),
            PINECONE_IMPORT_NOT_UTF8, "id");
    CHECK(many == NULL);
    refused(pinecone_import_progress_many_imports(NULL, &page, &error), NOT_NULL, "progress");
    CHECK(page == NULL);

    made = (pinecone_import_client *)&error;
    refused(pinecone_import_client_new_with_transport(NULL, "k", NULL, own, &made, &error),
            NOT_NULL, "host");
    refused(pinecone_import_client_new_with_transport("h", NULL, NULL, own, &made, &error),
            NOT_NULL, "api key");
    refused(pinecone_import_client_new_with_transport("h", "k", NULL, NULL, &made, &error),
            NOT_NULL, "transport");
    refused(pinecone_import_client_new_with_transport("h", "k", NULL, own, NULL, &error),
            NOT_NULL, "out");
    CHECK(made == NULL);

    /* Nothing but NULL. */
    CHECK(pinecone_import_client_new(NULL, NULL, NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_start(NULL, NULL, NULL, 0, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_ensure(NULL, NULL, NULL, 0, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_describe(NULL, NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_cancel(NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_list(NULL, 0, NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_for_each(NULL, 0, 0, NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_wait(NULL, NULL, NULL, NULL, NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_wait_many(NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_progress_many_imports(NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_client_new_with_transport(NULL, NULL, NULL, NULL, NULL, NULL) ==
          NOT_NULL);
    CHECK(pinecone_import_transport_new(NULL, NULL) == NULL);
    CHECK(pinecone_import_transport_set_clock(NULL, no_now, no_sleep, NULL) == NOT_NULL);
    CHECK(pinecone_import_transport_set_clock(own, NULL, no_sleep, NULL) == NOT_NULL);
    CHECK(pinecone_import_transport_set_clock(own, no_now, NULL, NULL) == NOT_NULL);
    pinecone_import_transport_free(own);
}

static void options(void) {
    pinecone_import_options *some = pinecone_import_options_new();
    CHECK(pinecone_import_options_set_timeout_ms(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_options_set_connect_timeout_ms(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_options_set_api_version(NULL, "2025-10") == NOT_NULL);
    CHECK(pinecone_import_options_set_api_version(some, NULL) == NOT_NULL);
    CHECK(pinecone_import_options_set_api_version(some, BAD) == PINECONE_IMPORT_NOT_UTF8);
    CHECK(pinecone_import_options_set_retry_tries(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_options_set_on_event(NULL, NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_options_set_on_event(some, NULL, NULL) == PINECONE_IMPORT_OK);
    CHECK(pinecone_import_options_set_stop(NULL, NULL) == NOT_NULL);
    CHECK(pinecone_import_options_set_stop(some, NULL) == PINECONE_IMPORT_OK);
    CHECK(pinecone_import_wait_options_set_interval_ms(NULL, 1, 1) == NOT_NULL);
    CHECK(pinecone_import_wait_options_set_deadline_ms(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_wait_options_set_first_answer_ms(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_wait_options_set_outage_ms(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_options_set_retry_delays_ms(NULL, 1, 1) == NOT_NULL);
    CHECK(pinecone_import_options_set_retry_deadline_ms(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_options_set_resend_start_on_503(NULL, 1) == NOT_NULL);
    CHECK(pinecone_import_options_set_source_tag(NULL, "tag") == NOT_NULL);
    CHECK(pinecone_import_options_set_source_tag(some, NULL) == NOT_NULL);
    CHECK(pinecone_import_options_set_source_tag(some, BAD) == PINECONE_IMPORT_NOT_UTF8);
    CHECK(pinecone_import_options_add_root_certificate_pem(NULL, "") == NOT_NULL);
    CHECK(pinecone_import_options_add_root_certificate_pem(some, NULL) == NOT_NULL);
    CHECK(pinecone_import_options_add_root_certificate_pem(some, BAD) == PINECONE_IMPORT_NOT_UTF8);
    CHECK(pinecone_import_options_set_proxy(NULL, "") == NOT_NULL);
    CHECK(pinecone_import_options_set_proxy(some, NULL) == NOT_NULL);
    CHECK(pinecone_import_options_set_proxy(some, BAD) == PINECONE_IMPORT_NOT_UTF8);
    CHECK(pinecone_import_options_set_proxy_from_env(NULL) == NOT_NULL);
    CHECK(pinecone_import_options_set_max_response_bytes(NULL, 1) == NOT_NULL);
    /* Nothing of that has changed them. */
    pinecone_import_client_free(client_with(some));
}

static void accessors(void) {
    int64_t count = 1;
    float percent = 1;
    int32_t code = 1;
    uint64_t ms = 1;

    CHECK(unknown(pinecone_import_started_id(NULL)));
    CHECK(pinecone_import_started_how(NULL) == 0);
    CHECK(pinecone_import_started_import(NULL) == NULL);
    CHECK(unknown(pinecone_import_model_id(NULL)));
    CHECK(pinecone_import_model_status(NULL) == PINECONE_IMPORT_STATUS_OTHER);
    CHECK(unknown(pinecone_import_model_status_name(NULL)));
    CHECK(!pinecone_import_model_is_terminal(NULL));
    CHECK(unknown(pinecone_import_model_uri(NULL)));
    CHECK(unknown(pinecone_import_model_created_at(NULL)));
    CHECK(unknown(pinecone_import_model_finished_at(NULL)));
    CHECK(unknown(pinecone_import_model_error(NULL)));
    CHECK(!pinecone_import_model_percent_complete(NULL, &percent) && percent == 0);
    CHECK(!pinecone_import_model_records_imported(NULL, &count) && count == 0);
    CHECK(!pinecone_import_model_import_successes(NULL, &count));
    CHECK(!pinecone_import_model_import_errors(NULL, NULL));
    CHECK(pinecone_import_page_len(NULL) == 0);
    CHECK(pinecone_import_page_at(NULL, 0) == NULL);
    CHECK(unknown(pinecone_import_page_next(NULL)));
    CHECK(pinecone_import_waited_outcome(NULL) == 0);
    CHECK(pinecone_import_waited_import(NULL) == NULL);
    CHECK(pinecone_import_waited_error(NULL) == NULL);
    CHECK(pinecone_import_waited_many_len(NULL) == 0);
    CHECK(pinecone_import_waited_many_at(NULL, 0) == NULL);
    CHECK(pinecone_import_waited_many_error_at(NULL, 0) == NULL);
    CHECK(pinecone_import_waited_many_error(NULL) == NULL);
    CHECK(unknown(pinecone_import_progress_many_ended_id(NULL)));
    CHECK(pinecone_import_progress_many_ended(NULL) == NULL);
    CHECK(pinecone_import_progress_many_ended_error(NULL) == NULL);
    CHECK(pinecone_import_progress_many_pending(NULL) == 0);
    CHECK(pinecone_import_progress_many_error(NULL) == NULL);
    CHECK(pinecone_import_progress_many_failures(NULL) == 0);
    CHECK(pinecone_import_progress_many_elapsed_ms(NULL) == 0);
    CHECK(!pinecone_import_progress_many_next_poll_ms(NULL, &ms) && ms == 0);
    ms = 1;
    CHECK(pinecone_import_progress_import(NULL) == NULL);
    CHECK(pinecone_import_progress_just_seen(NULL) == NULL);
    CHECK(pinecone_import_progress_error(NULL) == NULL);
    CHECK(pinecone_import_progress_failures(NULL) == 0);
    CHECK(!pinecone_import_progress_polled(NULL));
    CHECK(pinecone_import_progress_elapsed_ms(NULL) == 0);
    CHECK(!pinecone_import_progress_next_poll_ms(NULL, &ms) && ms == 0);
    CHECK(pinecone_import_event_kind(NULL) == 0);
    CHECK(unknown(pinecone_import_event_operation(NULL)));
    CHECK(pinecone_import_event_number(NULL) == 0 && pinecone_import_event_of(NULL) == 0);
    CHECK(pinecone_import_event_http_status(NULL) == 0);
    CHECK(pinecone_import_event_error(NULL) == NULL);
    CHECK(!pinecone_import_event_time_ms(NULL, NULL));
    pinecone_import_stop_request(NULL);
    CHECK(!pinecone_import_stop_is_requested(NULL));
    CHECK(unknown(pinecone_import_request_method(NULL)));
    CHECK(unknown(pinecone_import_request_url(NULL)));
    CHECK(pinecone_import_request_headers_len(NULL) == 0);
    CHECK(unknown(pinecone_import_request_header_name(NULL, 0)));
    CHECK(unknown(pinecone_import_request_header_value(NULL, 0)));
    CHECK(pinecone_import_request_body(NULL).data == NULL);
    CHECK(pinecone_import_request_timeout_ms(NULL) == 0);
    CHECK(!pinecone_import_request_is_stopped(NULL));
    CHECK(!pinecone_import_response_set_status(NULL, 200));
    CHECK(!pinecone_import_response_add_header(NULL, "a", 1, "b", 1));
    CHECK(!pinecone_import_response_add_body(NULL, "a", 1));
    CHECK(!pinecone_import_response_clear(NULL));
    CHECK(!pinecone_import_response_set_incomplete(NULL));
    CHECK(!pinecone_import_response_set_not_sent(NULL));
    CHECK(!pinecone_import_response_set_detail(NULL, "a"));
    CHECK(pinecone_import_error_result(NULL) == PINECONE_IMPORT_OK);
    CHECK(unknown(pinecone_import_error_message(NULL)));
    CHECK(!pinecone_import_error_may_have_executed(NULL));
    CHECK(!pinecone_import_error_is_retryable(NULL));
    CHECK(unknown(pinecone_import_error_field(NULL)));
    CHECK(pinecone_import_error_transport_kind(NULL) == PINECONE_IMPORT_TRANSPORT_NONE);
    CHECK(pinecone_import_error_http_status(NULL) == 0);
    CHECK(unknown(pinecone_import_error_request_id(NULL)));
    CHECK(!pinecone_import_error_retry_after_ms(NULL, &ms) && ms == 0);
    CHECK(unknown(pinecone_import_error_auth_rejected_reason(NULL)));
    CHECK(unknown(pinecone_import_error_excerpt(NULL)));
    CHECK(!pinecone_import_error_rpc_code(NULL, &code) && code == 0);
    CHECK(unknown(pinecone_import_error_rpc_name(NULL)));
    CHECK(unknown(pinecone_import_error_rpc_message(NULL)));
    CHECK(!pinecone_import_error_rpc_malformed(NULL));
    CHECK(!pinecone_import_error_rpc_truncated(NULL));
    CHECK(pinecone_import_error_details_len(NULL) == 0);
    CHECK(unknown(pinecone_import_error_detail_type_url(NULL, 0)));
    CHECK(pinecone_import_error_detail_value(NULL, 0).data == NULL);
    CHECK(unknown(pinecone_import_error_detail_json(NULL, 0)));
}

static void frees(void) {
    int i;
    for (i = 0; i < 2; i++) {
        pinecone_import_options_free(NULL);
        pinecone_import_client_free(NULL);
        pinecone_import_started_free(NULL);
        pinecone_import_model_free(NULL);
        pinecone_import_page_free(NULL);
        pinecone_import_waited_free(NULL);
        pinecone_import_waited_many_free(NULL);
        pinecone_import_error_free(NULL);
        pinecone_import_wait_options_free(NULL);
        pinecone_import_stop_free(NULL);
        pinecone_import_transport_free(NULL);
    }
}

int main(void) {
    pinecone_import_client *client = client_with(fast());
    calls(client);
    options();
    accessors();
    frees();
    pinecone_import_client_free(client);
    return 0;
}
