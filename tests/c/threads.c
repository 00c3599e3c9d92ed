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

int main(void) {
    pinecone_import_client *client = client_with(fast());
    pthread_t threads[THREADS];
    int i;
    for (i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, work, client) == 0);
    for (i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    pinecone_import_client_free(client);
    return 0;
}
