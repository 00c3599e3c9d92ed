//! The emulator's cryptography: ring, or graviola where there is to be no C compiler.

pub use imp::{Key, provider};

#[cfg(emulator_without_c)]
mod imp {
    use graviola::hashing::Sha256;
    use graviola::signing::ecdsa::{P256, SigningKey};
    use rcgen::{Error, PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm};
    pub use rustls_graviola::default_provider as provider;

    /// What `rcgen::KeyPair` is where rcgen has cryptography of its own.
    pub struct Key {
        private: SigningKey<P256>,
        public: [u8; 65],
    }

    impl Key {
        pub fn generate() -> Result<Self, Error> {
            let private = SigningKey::<P256>::generate().map_err(failed)?;
            let public = private.private_key.public_key_uncompressed();
            Ok(Self { private, public })
        }

        pub fn serialize_der(&self) -> Vec<u8> {
            let mut buffer = [0; 256];
            let der = self.private.to_pkcs8_der(&mut buffer);
            der.expect("the buffer is large enough").to_vec()
        }
    }

    impl PublicKeyData for Key {
        fn der_bytes(&self) -> &[u8] {
            &self.public
        }

        fn algorithm(&self) -> &'static SignatureAlgorithm {
            &PKCS_ECDSA_P256_SHA256
        }
    }

    impl rcgen::SigningKey for Key {
        fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
            let mut buffer = [0; 128];
            let signature = self.private.sign_asn1::<Sha256>(&[message], &mut buffer);
            Ok(signature.map_err(failed)?.to_vec())
        }
    }

    fn failed(_: graviola::Error) -> Error {
        Error::RemoteKeyError
    }
}

#[cfg(not(emulator_without_c))]
mod imp {
    pub use rcgen::KeyPair as Key;
    pub use rustls::crypto::ring::default_provider as provider;
}
