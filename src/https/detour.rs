//! The way through a proxy, seen from without.

use ureq::Error;
use ureq::http::Uri;

use super::timing::Deadline;
use super::tls_config::Configuration;
use super::wire::Wire;
use crate::error::InvalidArgument;

/// A proxy, or several.
///
/// A trait, so that only a program that asks for a proxy links what is behind.
pub(super) trait Detour: Send + Sync {
    /// Whether `uri` is reached by this, which resolves its host too; an error if that cannot work.
    fn leads_to(&self, uri: &Uri) -> Result<bool, InvalidArgument>;

    /// A tunnel to `uri`, if it is reached by this.
    fn open(
        &self,
        uri: &Uri,
        tls: &Configuration,
        deadline: Deadline,
    ) -> Result<Option<Wire>, Error>;
}
