//! What a command needs besides its arguments.

use std::sync::Arc;

use pinecone_import::HttpsClient;

use crate::args::Waiting;
use crate::format::Format;
use crate::screen::Screen;

pub struct Session {
    pub client: HttpsClient,
    pub screen: Arc<Screen>,
    pub waiting: Waiting,
    pub format: Format,
}
