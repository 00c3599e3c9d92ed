/* The whole life of imports, over TLS; or at the URL of the setting that is the argument. */
#include "check.h"

struct seen {
    int calls;
    int break_at;
    char last[16];
};

static int look(const pinecone_import_model *import, void *user_data) {
    struct seen *seen = (struct seen *)user_data;
    CHECK(pinecone_import_model_id(import).len < sizeof seen->last);
    strcpy(seen->last, pinecone_import_model_id(import).data);
    seen->calls += 1;
    return seen->calls == seen->break_at;
}

/* The same during a wait. */
static int watch(const pinecone_import_progress *progress, void *user_data) {
    const pinecone_import_model *import = pinecone_import_progress_just_seen(progress);
    uint64_t next = 1;
    bool more = pinecone_import_progress_next_poll_ms(progress, &next);
    CHECK(pinecone_import_progress_failures(progress) == 0);
    CHECK(pinecone_import_progress_error(progress) == NULL);
    CHECK(pinecone_import_progress_elapsed_ms(progress) < 20000);
    CHECK(more ? next <= 150 : next == 0);
    CHECK((import != NULL) == pinecone_import_progress_polled(progress));
    if (import == NULL) return 0;
    CHECK(import == pinecone_import_progress_import(progress));
    CHECK(more == !pinecone_import_model_is_terminal(import));
    return look(import, user_data);
}

static pinecone_import_client *client;
static pinecone_import_error *error;
static pinecone_import_wait_options *quick;

static void start_and_describe(void) {
    pinecone_import_started *started;
    pinecone_import_model *model;
    int64_t records = -1;
    float percent = -1;

    CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", "int-1",
                                   PINECONE_IMPORT_ERROR_MODE_CONTINUE, &started, &error),
             error);
    CHECK(error == NULL);
    CHECK(SAYS(pinecone_import_started_id(started), "101"));
    CHECK(pinecone_import_started_how(started) == PINECONE_IMPORT_STARTED_NOW);
    CHECK(pinecone_import_started_import(started) == NULL);

    CHECK_OK(pinecone_import_describe(client, "101", &model, &error), error);
    CHECK(SAYS(pinecone_import_model_id(model), "101"));
    CHECK(SAYS(pinecone_import_model_uri(model), "s3://bucket/dir"));
    CHECK(contains(pinecone_import_model_created_at(model), "2026-02-01T"));
    CHECK(!pinecone_import_model_is_terminal(model));
    CHECK(unknown(pinecone_import_model_finished_at(model)));
    CHECK(unknown(pinecone_import_model_error(model)));
    CHECK(pinecone_import_model_percent_complete(model, &percent) && percent >= 0);
    CHECK(pinecone_import_model_records_imported(model, &records) && records >= 0);
    pinecone_import_model_free(model);
    pinecone_import_started_free(started);
}

static void wait_to_the_end(void) {
    pinecone_import_waited *waited;
    const pinecone_import_model *import;
    struct seen seen = {0, 0, ""};
    int64_t records = -1;

    CHECK_OK(pinecone_import_wait(client, "101", quick, watch, &seen, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK(pinecone_import_waited_error(waited) == NULL);
    import = pinecone_import_waited_import(waited);
    CHECK(pinecone_import_model_status(import) == PINECONE_IMPORT_STATUS_COMPLETED);
    CHECK(SAYS(pinecone_import_model_status_name(import), "Completed"));
    CHECK(pinecone_import_model_is_terminal(import));
    CHECK(pinecone_import_model_records_imported(import, &records) && records == 10000);
    CHECK(pinecone_import_model_import_successes(import, &records) && records == 10000);
    CHECK(pinecone_import_model_import_errors(import, &records) && records == 0);
    CHECK(contains(pinecone_import_model_finished_at(import), "2026-02-01T"));
    CHECK(seen.calls > 1 && strcmp(seen.last, "101") == 0);
    pinecone_import_waited_free(waited);

    /* Without a callback, and for an import that has ended. */
    CHECK_OK(pinecone_import_wait(client, "101", NULL, NULL, NULL, &waited, NULL), NULL);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_COMPLETED);
    pinecone_import_waited_free(waited);
}

static void other_ends(void) {
    pinecone_import_started *started, *again;
    pinecone_import_waited *waited;
    struct seen seen = {0, 2, ""};
    pinecone_import_wait_options *soon = polling(1);
    const char *id;

    /* One that fails. */
    CHECK_OK(pinecone_import_ensure(client, "s3://bucket/fail", NULL,
                                    PINECONE_IMPORT_ERROR_MODE_ABORT, &started, &error),
             error);
    CHECK(pinecone_import_started_how(started) == PINECONE_IMPORT_STARTED_NOW);
    id = pinecone_import_started_id(started).data;

    /* It runs already. */
    CHECK_OK(pinecone_import_ensure(client, "s3://bucket/fail", NULL,
                                    PINECONE_IMPORT_ERROR_MODE_DEFAULT, &again, &error),
             error);
    CHECK(pinecone_import_started_how(again) == PINECONE_IMPORT_STARTED_BEFORE);
    CHECK(SAYS(pinecone_import_model_id(pinecone_import_started_import(again)), "102"));
    pinecone_import_started_free(again);

    /* The callback breaks off; the deadline comes. */
    CHECK_OK(pinecone_import_wait(client, id, quick, watch, &seen, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_STOPPED);
    CHECK(seen.calls == 2);
    CHECK(SAYS(pinecone_import_model_id(pinecone_import_waited_import(waited)), "102"));
    pinecone_import_waited_free(waited);
    CHECK_OK(pinecone_import_wait(client, "drop", soon, NULL, NULL, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_DEADLINE);
    CHECK(pinecone_import_waited_import(waited) == NULL);
    CHECK(pinecone_import_error_result(pinecone_import_waited_error(waited)) ==
          PINECONE_IMPORT_TRANSPORT);
    pinecone_import_waited_free(waited);
    pinecone_import_wait_options_free(soon);

    CHECK_OK(pinecone_import_wait(client, id, quick, NULL, NULL, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_FAILED);
    CHECK(contains(pinecone_import_model_error(pinecone_import_waited_import(waited)), "Parquet"));
    pinecone_import_waited_free(waited);
    pinecone_import_started_free(started);

    /* One that is cancelled. */
    CHECK_OK(pinecone_import_start(client, "gs://bucket/dir", NULL, 0, &started, &error), error);
    id = pinecone_import_started_id(started).data;
    CHECK_OK(pinecone_import_cancel(client, id, &error), error);
    CHECK_OK(pinecone_import_wait(client, id, quick, NULL, NULL, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_CANCELLED);
    pinecone_import_waited_free(waited);
    pinecone_import_started_free(started);

    /* One whose answer is lost, and that the list shows. */
    CHECK_OK(pinecone_import_ensure(client, "s3://bucket/lost", NULL, 0, &started, &error), error);
    CHECK(pinecone_import_started_how(started) == PINECONE_IMPORT_STARTED_RECOVERED);
    CHECK(SAYS(pinecone_import_started_id(started), "104"));
    pinecone_import_started_free(started);
}

static void lists(void) {
    pinecone_import_page *page, *next;
    struct seen seen = {0, 0, ""};

    CHECK_OK(pinecone_import_list(client, 3, NULL, &page, &error), error);
    CHECK(pinecone_import_page_len(page) == 3);
    CHECK(SAYS(pinecone_import_model_id(pinecone_import_page_at(page, 0)), "104"));
    CHECK(pinecone_import_page_at(page, 3) == NULL);
    CHECK(pinecone_import_page_at(page, SIZE_MAX) == NULL);
    CHECK(pinecone_import_page_next(page).len > 0);
    CHECK_OK(pinecone_import_list(client, 3, pinecone_import_page_next(page).data, &next, &error),
             error);
    CHECK(pinecone_import_page_len(next) == 1 && unknown(pinecone_import_page_next(next)));
    pinecone_import_page_free(next);
    pinecone_import_page_free(page);

    CHECK_OK(pinecone_import_for_each(client, 1, 0, look, &seen, &error), error);
    CHECK(seen.calls == 4 && strcmp(seen.last, "101") == 0);
    seen.calls = 0;
    seen.break_at = 3;
    CHECK_OK(pinecone_import_for_each(client, 0, 0, look, &seen, &error), error);
    CHECK(seen.calls == 3 && strcmp(seen.last, "102") == 0);
}

int main(int argc, char **argv) {
    const char *url = setting(argc > 1 ? argv[1] : "TLS_URL");
    pinecone_import_options *options = fast();

    CHECK(strcmp(pinecone_import_version(), PINECONE_IMPORT_VERSION) == 0);
    CHECK(pinecone_import_version_num() == PINECONE_IMPORT_VERSION_NUM);
    CHECK(pinecone_import_options_add_root_certificate_pem(options, setting("CA_PEM")) == 0);
    CHECK(pinecone_import_options_set_api_version(options, "2026-07") == 0);
    CHECK(pinecone_import_options_set_source_tag(options, "C life") == 0);
    /* What 0 restores lets the calls below succeed. */
    CHECK(pinecone_import_options_set_timeout_ms(options, 1) == 0);
    CHECK(pinecone_import_options_set_timeout_ms(options, 0) == 0);
    CHECK(pinecone_import_options_set_connect_timeout_ms(options, 1) == 0);
    CHECK(pinecone_import_options_set_connect_timeout_ms(options, 0) == 0);
    CHECK(pinecone_import_options_set_retry_tries(options, 2) == 0);
    CHECK(pinecone_import_options_set_retry_deadline_ms(options, 20000) == 0);
    CHECK(pinecone_import_options_set_resend_start_on_503(options, 0) == 0);
    CHECK(pinecone_import_options_set_max_response_bytes(options, 1) == 0);
    CHECK(pinecone_import_options_set_max_response_bytes(options, 0) == 0);
    CHECK_OK(pinecone_import_client_new(url, setting("KEY"), options, &client, &error), error);
    pinecone_import_options_free(options);

    quick = polling(20000);
    start_and_describe();
    wait_to_the_end();
    other_ends();
    lists();
    pinecone_import_wait_options_free(quick);
    pinecone_import_client_free(client);
    return 0;
}
