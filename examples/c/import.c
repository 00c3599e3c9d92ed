/* Makes sure that an import of a URI runs, and waits for its end. */
#include <pinecone_import.h>
#include <stdio.h>
#include <stdlib.h>

static int show(const pinecone_import_model *import, void *user_data) {
    float percent;
    (void)user_data;
    if (!pinecone_import_model_percent_complete(import, &percent)) percent = 0;
    printf("%s %.1f %%\n", pinecone_import_model_status_name(import).data, percent);
    return 0; /* anything else breaks off */
}

int main(int argc, char **argv) {
    pinecone_import_client *client = NULL;
    pinecone_import_started *started = NULL;
    pinecone_import_waited *waited = NULL;
    pinecone_import_error *error = NULL;
    int outcome;

    if (pinecone_import_client_new(getenv("PINECONE_INDEX_HOST"), getenv("PINECONE_API_KEY"),
                                   NULL, &client, &error) == PINECONE_IMPORT_OK &&
        pinecone_import_ensure(client, argc > 1 ? argv[1] : "", NULL,
                               PINECONE_IMPORT_ERROR_MODE_DEFAULT, &started,
                               &error) == PINECONE_IMPORT_OK) {
        printf("import %s runs\n", pinecone_import_started_id(started).data);
        pinecone_import_wait(client, pinecone_import_started_id(started).data, NULL, show, NULL,
                             &waited, &error);
    }
    if (error != NULL) {
        fprintf(stderr, "%s\n", pinecone_import_error_message(error).data);
        if (pinecone_import_error_may_have_executed(error))
            fprintf(stderr, "run this again later: it finds the import if there is one\n");
    }
    outcome = pinecone_import_waited_outcome(waited);

    pinecone_import_error_free(error); /* NULL is fine for all of them */
    pinecone_import_waited_free(waited);
    pinecone_import_started_free(started);
    pinecone_import_client_free(client);
    return outcome == PINECONE_IMPORT_WAITED_COMPLETED ? EXIT_SUCCESS : EXIT_FAILURE;
}
