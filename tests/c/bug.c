/* Deliberate bugs, by which a memory checker shows that it is on. */
#include "check.h"
#include <limits.h>

int main(int argc, char **argv) {
    const char *bug = argc > 1 ? argv[1] : "";
    pinecone_import_client *client = client_with(fast());
    pinecone_import_error *error;

    CHECK(pinecone_import_cancel(client, NULL, &error) != PINECONE_IMPORT_OK);
    if (strcmp(bug, "leak") == 0) {
        error = NULL; /* The only pointer to it. */
    } else if (strcmp(bug, "use after free") == 0) {
        pinecone_import_str message = pinecone_import_error_message(error);
        pinecone_import_error_free(error);
        CHECK(message.data[0] == 'i');
    } else if (strcmp(bug, "use after free in the library") == 0) {
        pinecone_import_error_free(error);
        CHECK(pinecone_import_error_http_status(error) == 0);
    } else if (strcmp(bug, "overflow") == 0) {
        int most = INT_MAX;
        printf("%d\n", most + argc);
        pinecone_import_error_free(error);
    } else {
        pinecone_import_error_free(error);
    }
    pinecone_import_client_free(client);
    return 0;
}
