//! TLS end to end: who is trusted, who is not, clocks that are wrong, and that nobody listens to
//! other machines without it by mistake.

use crate::pocket::{complaint, drokpa, invite, organisation, run};
use crate::world::{NOW, World};
use drokpa_core::code::Code;
use drokpa_core::time::Seconds;
use drokpa_server::client::{Link, LinkError, Reply, Trust};
use drokpa_server::clock::Clock;
use drokpa_server::serve::{Options, Running};
use drokpa_server::tls::TlsFiles;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use tempfile::TempDir;

/// An authority, and what it certified.
struct Authority {
    folder: TempDir,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Authority {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let authority = Authority { folder: tempfile::tempdir().unwrap(), issuer };
        std::fs::write(authority.ca(), authority.issuer.pem()).unwrap();
        authority
    }

    fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn trust(&self, now: Seconds) -> Trust {
        Trust::authority(self.issuer.pem().as_bytes(), now).unwrap()
    }

    /// A certificate for a name, good in these years only.
    fn certify(&self, name: &str, (from, until): (i32, i32)) -> TlsFiles {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        let path = |end: &str| self.folder.path().join(format!("{name}.{from}.{end}"));
        let files = TlsFiles { cert: path("pem"), key: path("key") };
        std::fs::write(&files.cert, cert.pem()).unwrap();
        std::fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }
}

fn serve(world: &World, files: TlsFiles) -> Running {
    let options = Options { tls: Some(files), ..Options::plain("127.0.0.1:0") };
    Running::start_with(world.data(), &options, Clock::from_fn(|| NOW)).unwrap()
}

fn get(hub: &Running, host: &str, trust: &Trust) -> Result<Reply, LinkError> {
    let url = format!("https://{host}:{}", hub.address.port());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let trust = trust.clone();
    let mut link = Link::trusting(&url, || Ok(trust)).unwrap();
    runtime.block_on(link.get("/healthz"))
}

/// 1 December 2026.
const TODAY: Seconds = Seconds(1_796_054_400);

#[test]
fn a_hub_is_trusted_by_who_vouches_for_its_name() {
    let (world, authority) = (World::new(), Authority::new());
    let hub = serve(&world, authority.certify("127.0.0.1", (2026, 2028)));
    let answer = get(&hub, "127.0.0.1", &authority.trust(TODAY)).unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"ok\n"[..]));
    for (who, refused) in [
        ("another authority", get(&hub, "127.0.0.1", &Authority::new().trust(TODAY))),
        ("another name", get(&hub, "localhost", &authority.trust(TODAY))),
        ("the web's authorities", get(&hub, "127.0.0.1", &Trust::web(TODAY).unwrap())),
        ("long over", get(&hub, "127.0.0.1", &authority.trust(Seconds(TODAY.0 + 90_000_000)))),
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::HubCertificateUnknown, "{who}");
    }
}

#[test]
fn a_clock_that_is_certainly_wrong_does_not_keep_a_phone_from_its_hub() {
    let (world, authority) = (World::new(), Authority::new());
    for years in [(2026, 2028), (2031, 2032), (2024, 2025)] {
        let hub = serve(&world, authority.certify("127.0.0.1", years));
        for clock in [Seconds(0), Seconds(TODAY.0 - 400_000_000)] {
            let answer = get(&hub, "127.0.0.1", &authority.trust(clock));
            assert_eq!(answer.unwrap().status, 200, "{years:?} at {}", clock.0);
        }
        let right = get(&hub, "127.0.0.1", &authority.trust(TODAY));
        assert_eq!(right.is_ok(), years == (2026, 2028), "{years:?}");
        let stranger = get(&hub, "127.0.0.1", &Authority::new().trust(Seconds(0)));
        assert_eq!(stranger.unwrap_err().code(), Code::HubCertificateUnknown);
    }
}

#[test]
fn answers_over_tls_tell_browsers_to_come_back_over_tls() {
    let (world, authority) = (World::new(), Authority::new());
    let hub = serve(&world, authority.certify("127.0.0.1", (2026, 2090)));
    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority.issuer.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "127.0.0.1".try_into().unwrap();
    let client = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = std::net::TcpStream::connect(hub.address).unwrap();
    let mut tls = rustls::StreamOwned::new(client, socket);
    tls.write_all(b"GET /docs HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    tls.read_to_string(&mut answer).unwrap();
    let head = answer.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
    assert!(head.contains("strict-transport-security: max-age=31536000"), "{head}");
    assert!(head.starts_with("http/1.1 200"), "{head}");
}

#[test]
fn plain_and_tls_do_not_mistake_each_other() {
    let (world, authority) = (World::new(), Authority::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let hub = serve(&world, authority.certify("127.0.0.1", (2026, 2028)));
    let mut plain = Link::new(&format!("http://{}", hub.address)).unwrap();
    let refused = runtime.block_on(plain.get("/healthz")).unwrap_err();
    assert_eq!(refused.code(), Code::HubUnreachable);
    drop(hub);
    let hub = Running::start(world.data(), "127.0.0.1:0", Clock::from_fn(|| NOW)).unwrap();
    let refused = get(&hub, "127.0.0.1", &authority.trust(TODAY)).unwrap_err();
    assert_eq!(refused.code(), Code::HubUnreachable);
}

#[test]
fn a_side_that_knows_no_common_version_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let old = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        assert!(socket.read(&mut [0; 1024]).unwrap() > 0);
        // A fatal alert: protocol_version.
        socket.write_all(&[0x15, 3, 3, 0, 2, 2, 70]).unwrap();
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut link = Link::trusting(&url, || Trust::web(TODAY)).unwrap();
    let refused = runtime.block_on(link.get("/healthz")).unwrap_err();
    assert_eq!(refused.code(), Code::TlsUnsupported);
    old.join().unwrap();
}

#[test]
fn other_machines_are_not_spoken_to_in_plain_by_mistake() {
    let world = World::new();
    let start = |listen: &str, plain_http: bool| {
        let options = Options { plain_http, ..Options::plain(listen) };
        Running::start_with(world.data(), &options, Clock::from_fn(|| NOW))
    };
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let refused = start(listen, false).map(|_| ()).unwrap_err();
        assert_eq!(refused.code(), Code::ListenNeedsTls, "{listen}");
    }
    for (listen, plain_http) in [("127.0.0.1:0", false), ("0.0.0.0:0", true)] {
        assert!(start(listen, plain_http).is_ok(), "{listen}");
    }
    let missing = TlsFiles { cert: "/nowhere".into(), key: "/nowhere".into() };
    let options = Options { tls: Some(missing), ..Options::plain("127.0.0.1:0") };
    let refused = Running::start_with(world.data(), &options, Clock::from_fn(|| NOW));
    assert_eq!(refused.map(|_| ()).unwrap_err().code(), Code::TlsFilesWrong);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_phone_on_the_command_line_syncs_over_tls_and_remembers_whom_it_trusts() {
    let authority = Authority::new();
    let files = authority.certify("127.0.0.1", (2020, 2090));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let mut serving = drokpa(["serve", "--data", text(&data), "--listen", "127.0.0.1:0"])
        .args(["--tls-cert", text(&files.cert), "--tls-key", text(&files.key)])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line[line.find("https://").unwrap()..].trim().to_owned();

    let home = folder.path().join("phone");
    let phone = |arguments: &[&str]| {
        let base = ["--json", "phone", "--home", text(&home)];
        drokpa(base.iter().chain(arguments)).output().unwrap()
    };
    let code = invite(&data, "pa06");
    let enrol = ["enrol", "--server", &url, "--code", &code];
    let stranger = phone(&enrol);
    assert!(complaint(&stranger).contains("hub_certificate_unknown"), "{}", complaint(&stranger));
    let nonsense = folder.path().join("nonsense.pem");
    std::fs::write(&nonsense, "nonsense").unwrap();
    let wrong = phone(&[&enrol[..], &["--ca", text(&nonsense)]].concat());
    assert!(complaint(&wrong).contains("tls_files_wrong"), "{}", complaint(&wrong));
    let ca = authority.ca();
    let enrolled = phone(&[&enrol[..], &["--ca", text(&ca)]].concat());
    assert!(enrolled.status.success(), "{}", complaint(&enrolled));
    std::fs::remove_file(&ca).unwrap();
    let synced = phone(&["sync"]);
    let report: serde_json::Value = serde_json::from_slice(&synced.stdout).unwrap();
    assert_eq!((&report["synced"], &report["requests"]), (&true.into(), &1.into()));
    println!("nothing new over TLS 1.3, handshake in: {report}");
    let log = phone(&["access-log"]);
    assert!(log.status.success(), "{}", complaint(&log));
    serving.kill().unwrap();
    serving.wait().unwrap();

    let exposed = drokpa(["serve", "--data", text(&data), "--listen", "0.0.0.0:0"]).output();
    let exposed = exposed.unwrap();
    assert_eq!(exposed.status.code(), Some(1));
    assert!(complaint(&exposed).contains("listen_needs_tls"), "{}", complaint(&exposed));
    assert!(run(["help", "serve"]).contains("--plain-http"));
}
