//! The configuration of TLS.

use std::sync::{Arc, OnceLock};

use alloc::vec::Vec;
use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::error::InvalidArgument;

/// Sessions to resume: eight of the host, and eight of a proxy.
const SESSIONS: usize = 16;

/// TLS 1.2 and 1.3 with Mozilla's root certificates and others, configured when it is needed: a
/// client over plain http needs none.
pub(super) struct Configuration {
    extra: RootCertStore,
    made: OnceLock<Arc<ClientConfig>>,
}

impl Configuration {
    /// With the root certificates of `extra_pem`, each one or more.
    pub(super) fn new(extra_pem: &[Vec<u8>]) -> Result<Self, InvalidArgument> {
        let limit = "must be one or more valid certificates in PEM";
        let refuse = || InvalidArgument::new("root certificate", limit);
        let mut extra = RootCertStore::empty();
        for pem in extra_pem {
            let before = extra.len();
            let pem = pem.strip_prefix(b"\xef\xbb\xbf").unwrap_or(pem);
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|_| refuse())?;
                extra.add(certificate).map_err(|_| refuse())?;
            }
            if extra.len() == before {
                return Err(refuse());
            }
        }
        let made = OnceLock::new();
        Ok(Self { extra, made })
    }

    pub(super) fn get(&self) -> Result<&Arc<ClientConfig>, InvalidArgument> {
        if let Some(config) = self.made.get() {
            return Ok(config);
        }
        let refuse = |limit| InvalidArgument::new("TLS provider", limit);
        let provider = provider().map_err(refuse)?;
        let roots = [webpki_roots::TLS_SERVER_ROOTS, &self.extra.roots].concat();
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| refuse("must support TLS 1.2 or 1.3"))?
            .with_root_certificates(RootCertStore { roots })
            .with_no_client_auth();
        config.resumption = Resumption::in_memory_sessions(SESSIONS);
        Ok(self.made.get_or_init(|| Arc::new(config)))
    }
}

/// The process default if the program has set one, otherwise the one built in; or what is missing.
fn provider() -> Result<Arc<CryptoProvider>, &'static str> {
    if let Some(provider) = CryptoProvider::get_default() {
        return Ok(provider.clone());
    }
    #[cfg(feature = "ring")]
    return Ok(Arc::new(keyless(rustls::crypto::ring::default_provider())));
    #[cfg(all(feature = "graviola", not(feature = "ring")))]
    return if graviola::util::is_cpu_supported() {
        Ok(Arc::new(keyless(rustls_graviola::default_provider())))
    } else {
        // Using it would panic at the first handshake.
        Err("graviola needs a newer CPU: use feature ring, or a process default of rustls")
    };
    #[cfg(not(any(feature = "graviola", feature = "ring")))]
    Err("enable feature ring or graviola, or install a process default of rustls")
}

/// Without what signs, which would be linked: there is no client authentication.
#[cfg(any(feature = "graviola", feature = "ring"))]
fn keyless(provider: CryptoProvider) -> CryptoProvider {
    use rustls::Error;
    use rustls::crypto::KeyProvider;
    use rustls::pki_types::PrivateKeyDer;
    use rustls::sign::SigningKey;

    #[derive(Debug)]
    struct NoKeys;

    impl KeyProvider for NoKeys {
        fn load_private_key(
            &self,
            _: PrivateKeyDer<'static>,
        ) -> Result<Arc<dyn SigningKey>, Error> {
            Err(Error::General("no private keys".into()))
        }
    }

    CryptoProvider {
        key_provider: &NoKeys,
        ..provider
    }
}
