/* One const client, used by many threads at once. */
#include "check.h"
#include <pthread.h>

enum { THREADS = 8, ROUNDS = 10 };

static int count(const pinecone_import_model *import, void *user_data) {
    CHECK(pinecone_import_model_id(import).len > 0);
    *(int *)user_data += 1;
    return 0;
}

static void *work(void *shared) {
    const pinecone_import_client *client = (const pinecone_import_client *)shared;
    int round, seen = 0;
    for (round = 0; round < ROUNDS; round++) {
        pinecone_import_started *started;
        pinecone_import_model *model;
        pinecone_import_error *error;
        const char *id;
        CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error),
                 error);
        id = pinecone_import_started_id(started).data;
        CHECK_OK(pinecone_import_describe(client, id, &model, &error), error);
        CHECK(strcmp(pinecone_import_model_id(model).data, id) == 0);
        pinecone_import_model_free(model);
        CHECK_OK(pinecone_import_cancel(client, id, &error), error);
        CHECK(pinecone_import_describe(client, "unknown", &model, &error) == PINECONE_IMPORT_API);
        CHECK(contains(pinecone_import_error_message(error), "unknown"));
        pinecone_import_error_free(error);
        pinecone_import_started_free(started);
    }
    CHECK_OK(pinecone_import_for_each(client, 0, 0, count, &seen, NULL), NULL);
    CHECK(seen >= ROUNDS);
    return NULL;
}

/* Handles that one thread made, that all read, and that another one frees. */
struct handles {
    pinecone_import_client *client;
    pinecone_import_page *page;
    pinecone_import_error *error;
};

static void *read_all(void *shared) {
    const struct handles *handles = (const struct handles *)shared;
    size_t i, len = pinecone_import_page_len(handles->page);
    CHECK(len > 0);
    for (i = 0; i < len; i++)
        CHECK(SAYS(pinecone_import_model_uri(pinecone_import_page_at(handles->page, i)),
                   "s3://bucket/dir"));
    CHECK(contains(pinecone_import_error_message(handles->error), "unknown"));
    CHECK(pinecone_import_error_http_status(handles->error) == 404);
    return NULL;
}

static void *free_all(void *shared) {
    struct handles *handles = (struct handles *)shared;
    pinecone_import_client_free(handles->client);
    pinecone_import_page_free(handles->page);
    pinecone_import_error_free(handles->error);
    return NULL;
}

static void run(void *(*what)(void *), void *shared, int count) {
    pthread_t threads[THREADS];
    int i;
    for (i = 0; i < count; i++) CHECK(pthread_create(&threads[i], NULL, what, shared) == 0);
    for (i = 0; i < count; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

int main(void) {
    struct handles handles = {client_with(fast()), NULL, NULL};
    pinecone_import_model *model;
    run(work, handles.client, THREADS);
    CHECK_OK(pinecone_import_list(handles.client, 0, NULL, &handles.page, &handles.error),
             handles.error);
    CHECK(pinecone_import_describe(handles.client, "unknown", &model, &handles.error) ==
          PINECONE_IMPORT_API);
    run(read_all, &handles, THREADS);
    run(free_all, &handles, 1);
    return 0;
}
