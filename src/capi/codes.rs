//! The constants of the header. Their meaning never changes; new ones go to the end.

/// Results of calls.
pub(super) const PINECONE_IMPORT_OK: i32 = 0;
pub(super) const PINECONE_IMPORT_NULL_POINTER: i32 = 1;
pub(super) const PINECONE_IMPORT_NOT_UTF8: i32 = 2;
pub(super) const PINECONE_IMPORT_INVALID_ARGUMENT: i32 = 3;
pub(super) const PINECONE_IMPORT_TRANSPORT: i32 = 4;
pub(super) const PINECONE_IMPORT_API: i32 = 5;
pub(super) const PINECONE_IMPORT_DECODE: i32 = 6;
pub(super) const PINECONE_IMPORT_PANIC: i32 = 7;
pub(super) const PINECONE_IMPORT_LIST: i32 = 8;

/// What an import does with a record that cannot be imported.
pub(super) const PINECONE_IMPORT_ERROR_MODE_DEFAULT: i32 = 0;
pub(super) const PINECONE_IMPORT_ERROR_MODE_ABORT: i32 = 1;
pub(super) const PINECONE_IMPORT_ERROR_MODE_CONTINUE: i32 = 2;

/// The status of an import.
pub(super) const PINECONE_IMPORT_STATUS_OTHER: i32 = 0;
pub(super) const PINECONE_IMPORT_STATUS_PENDING: i32 = 1;
pub(super) const PINECONE_IMPORT_STATUS_IN_PROGRESS: i32 = 2;
pub(super) const PINECONE_IMPORT_STATUS_FAILED: i32 = 3;
pub(super) const PINECONE_IMPORT_STATUS_COMPLETED: i32 = 4;
pub(super) const PINECONE_IMPORT_STATUS_CANCELLED: i32 = 5;

/// How a call found its import.
pub(super) const PINECONE_IMPORT_STARTED_NOW: i32 = 1;
pub(super) const PINECONE_IMPORT_STARTED_BEFORE: i32 = 2;
pub(super) const PINECONE_IMPORT_STARTED_RECOVERED: i32 = 3;

/// How a wait ended.
pub(super) const PINECONE_IMPORT_WAITED_COMPLETED: i32 = 1;
pub(super) const PINECONE_IMPORT_WAITED_FAILED: i32 = 2;
pub(super) const PINECONE_IMPORT_WAITED_CANCELLED: i32 = 3;
pub(super) const PINECONE_IMPORT_WAITED_DEADLINE: i32 = 4;
pub(super) const PINECONE_IMPORT_WAITED_STOPPED: i32 = 5;

/// Which step failed.
pub(super) const PINECONE_IMPORT_TRANSPORT_NONE: i32 = 0;
pub(super) const PINECONE_IMPORT_TRANSPORT_RESOLVE: i32 = 1;
pub(super) const PINECONE_IMPORT_TRANSPORT_CONNECT: i32 = 2;
pub(super) const PINECONE_IMPORT_TRANSPORT_PROXY: i32 = 3;
pub(super) const PINECONE_IMPORT_TRANSPORT_TLS: i32 = 4;
pub(super) const PINECONE_IMPORT_TRANSPORT_CERTIFICATE: i32 = 5;
pub(super) const PINECONE_IMPORT_TRANSPORT_TIMEOUT: i32 = 6;
pub(super) const PINECONE_IMPORT_TRANSPORT_IO: i32 = 7;
pub(super) const PINECONE_IMPORT_TRANSPORT_PROTOCOL: i32 = 8;
pub(super) const PINECONE_IMPORT_TRANSPORT_TOO_LARGE: i32 = 9;
pub(super) const PINECONE_IMPORT_TRANSPORT_PROXY_REFUSED: i32 = 10;
pub(super) const PINECONE_IMPORT_TRANSPORT_STOPPED: i32 = 11;

/// What happens between a call and its result.
pub(super) const PINECONE_IMPORT_EVENT_ATTEMPT_BEGINS: i32 = 1;
pub(super) const PINECONE_IMPORT_EVENT_ATTEMPT_ENDED: i32 = 2;
pub(super) const PINECONE_IMPORT_EVENT_RETRY: i32 = 3;
pub(super) const PINECONE_IMPORT_EVENT_SEARCH: i32 = 4;
pub(super) const PINECONE_IMPORT_EVENT_PAUSE: i32 = 5;

/// How much an event matters.
pub(super) const PINECONE_IMPORT_LEVEL_WARNING: i32 = 1;
pub(super) const PINECONE_IMPORT_LEVEL_INFO: i32 = 2;
pub(super) const PINECONE_IMPORT_LEVEL_DEBUG: i32 = 3;
