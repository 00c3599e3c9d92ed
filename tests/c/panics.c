/* A panic in each call, in a library that panics while PINECONE_IMPORT_PANICS is set. */
#include "check.h"

#ifdef _WIN32
#define setenv(name, value, overwrite) _putenv_s(name, value)
#define unsetenv(name) _putenv_s(name, "")
#endif

static pinecone_import_error *error;

/* What a panic leaves: its code, and the careful answer. */
static void panicked(pinecone_import_result result) {
    CHECK(result == PINECONE_IMPORT_PANIC && error != NULL);
    CHECK(unsetenv("PINECONE_IMPORT_PANICS") == 0);
    CHECK(pinecone_import_error_result(error) == PINECONE_IMPORT_PANIC);
    CHECK(contains(pinecone_import_error_message(error), "panicked"));
    CHECK(pinecone_import_error_may_have_executed(error));
    CHECK(!pinecone_import_error_is_retryable(error));
    pinecone_import_error_free(error);
    CHECK(setenv("PINECONE_IMPORT_PANICS", "1", 1) == 0);
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

int main(void) {
    pinecone_import_client *client = client_with(fast());
    pinecone_import_options *options = fast();
    pinecone_import_stop *stop = pinecone_import_stop_new();
    pinecone_import_client *made;
    pinecone_import_started *started;
    pinecone_import_model *model;
    pinecone_import_page *page;
    pinecone_import_waited *waited;
    pinecone_import_waited_many *many;
    const char *const ids[] = {"1", "2"};

    CHECK(setenv("PINECONE_IMPORT_PANICS", "1", 1) == 0);
    panicked(pinecone_import_client_new("h", "key", NULL, &made, &error));
    CHECK(made == NULL);
    panicked(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error));
    CHECK(started == NULL);
    panicked(pinecone_import_ensure(client, "s3://bucket/dir", NULL, 0, &started, &error));
    panicked(pinecone_import_describe(client, "1", &model, &error));
    panicked(pinecone_import_cancel(client, "1", &error));
    panicked(pinecone_import_list(client, 0, NULL, &page, &error));
    panicked(pinecone_import_for_each(client, 0, 0, never, NULL, &error));
    panicked(pinecone_import_wait(client, "1", NULL, never_waits, NULL, &waited, &error));
    panicked(pinecone_import_wait_many(client, ids, 2, NULL, never_waits_many, NULL, &many, &error));
    CHECK(many == NULL);
    CHECK(pinecone_import_cancel(client, "1", NULL) == PINECONE_IMPORT_PANIC);
    CHECK(pinecone_import_options_set_timeout_ms(options, 1) == PINECONE_IMPORT_PANIC);
    CHECK(pinecone_import_options_set_proxy(options, "http://proxy") == PINECONE_IMPORT_PANIC);
    CHECK(pinecone_import_options_new() == NULL);
    CHECK(pinecone_import_wait_options_new() == NULL);
    CHECK(pinecone_import_stop_new() == NULL);
    /* What a signal handler may call cannot panic. */
    pinecone_import_stop_request(stop);
    CHECK(unsetenv("PINECONE_IMPORT_PANICS") == 0);
    CHECK(pinecone_import_stop_is_requested(stop));
    pinecone_import_stop_free(stop);
    CHECK(setenv("PINECONE_IMPORT_PANICS", "1", 1) == 0);
    CHECK(strcmp(pinecone_import_result_name(0), "UNKNOWN") == 0);
    /* A free that panics frees all the same. */
    pinecone_import_options_free(options);
    CHECK(unsetenv("PINECONE_IMPORT_PANICS") == 0);

    /* It can go on. */
    CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error), error);
    pinecone_import_started_free(started);
    pinecone_import_client_free(client);
    return 0;
}
