//! Certificates that only OpenSSL makes, and what its server says to a client without one.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use super::kind;
use crate::support::https::start;
use pinecone_import::Client;
use pinecone_import::TransportErrorKind as Kind;

/// Runs OpenSSL's command in this folder; `None` where there is none.
fn openssl(folder: &Path, args: &str) -> Option<()> {
    let mut command = Command::new("openssl");
    let output = command.args(args.split(' ')).current_dir(folder).output();
    let output = output.ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args}: {said}");
    Some(())
}

/// `openssl s_server`; ends when dropped.
struct Server {
    process: Child,
    port: String,
}

impl Server {
    fn start(folder: &Path, args: &str) -> Self {
        let mut process = Command::new("openssl")
            .args("s_server -accept 127.0.0.1:0 -cipher DEFAULT@SECLEVEL=0".split(' '))
            .args(args.split(' '))
            .current_dir(folder)
            // At its end the server would hang up.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            line.strip_prefix("ACCEPT 127.0.0.1:").map(str::to_owned)
        });
        std::thread::spawn(move || lines.count());
        let port = port.expect("it listens");
        Self { process, port }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A CA, and certificates for localhost: sound, of RSA with 1024 bits, signed with SHA-1, for clients.
fn certificates() -> Option<PathBuf> {
    let name = format!("openssl-{}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let names = "subjectAltName=DNS:localhost\n";
    let client = format!("{names}extendedKeyUsage=clientAuth\n");
    fs::write(folder.join("server.cnf"), names).unwrap();
    fs::write(folder.join("client.cnf"), client).unwrap();
    let run = |args: &str| openssl(&folder, args);
    run("version")?;
    run(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=localhost \
         -addext subjectAltName=DNS:localhost -days 2",
    )?;
    for (name, bits, hash, purpose) in [
        ("sound", 2048, "sha256", "server"),
        ("short", 1024, "sha256", "server"),
        ("sha1", 2048, "sha1", "server"),
        ("client", 2048, "sha256", "client"),
    ] {
        run(&format!(
            "req -newkey rsa:{bits} -nodes -keyout {name}.key -out {name}.csr -subj /CN=leaf"
        ))?;
        run(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -{hash} \
             -extfile {purpose}.cnf -out {name}.pem -days 2"
        ))?;
    }
    Some(folder)
}

#[test]
fn refusals_of_and_by_openssl_are_told_in_plain_words() {
    let Some(folder) = certificates() else {
        eprintln!("SKIPPED: there is no openssl");
        return;
    };
    let pem = fs::read(folder.join("ca.pem")).unwrap();
    for (args, of, says) in [
        (
            "-cert ca.pem -key ca.key",
            Kind::Certificate,
            "the certificate of a CA (CA:TRUE)",
        ),
        (
            "-cert short.pem -key short.key",
            Kind::Certificate,
            "an RSA key shorter than 2048 bits",
        ),
        (
            "-cert sha1.pem -key sha1.key",
            Kind::Certificate,
            "it is signed with SHA-1",
        ),
        (
            "-cert client.pem -key client.key",
            Kind::Certificate,
            "it is not for servers",
        ),
        (
            "-cert sound.pem -key sound.key -Verify 1",
            Kind::Tls,
            "wants a client certificate",
        ),
    ] {
        let server = Server::start(&folder, args);
        let host = format!("localhost:{}", server.port);
        let builder = Client::builder(host, "key").root_certificate_pem(&*pem);
        let error = builder.build().unwrap().start_import(&start()).unwrap_err();
        assert_eq!(kind(&error), Some(of), "{args}: {error}");
        let told = error.to_string();
        assert!(told.contains(says) && told.len() < 400, "{args}: {error}");
        assert!(
            !error.may_have_executed() && !error.is_retryable(),
            "{error}"
        );
    }
    fs::remove_dir_all(folder).unwrap();
}
