//! `drokpa demo`: the main job from end to end on real input. A fresh hub imports the example
//! organisation and listens on a socket; phones enrol over HTTP, record for weeks without a
//! network, two secretaries decide without knowing of each other, links break and are tried
//! again, disputes show and are settled. At the end every phone must show the same, and so must
//! phones that are new. What is invented is the people and their weeks; the rest is the service.

mod check;
mod device;
mod dice;
mod door;
mod page;
mod report;
mod season;
mod setup;

pub use door::{Door, MARK, PATH};

use crate::admin::{self, AdminError};
use crate::client::SyncError;
use crate::clock::Clock;
use crate::serve::{self, Options, Running};
use clap::Args;
use device::{Air, Device};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::host::sqlite::HostError;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::phone::ClaimRow;
use drokpa_core::time::{Cycle, Day};
use drokpa_locales::{Lang, text};
use report::{ConflictLine, Summary};
use season::{Done, Share, Spell};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The rules year that the demo plays in.
const CYCLE: Cycle = Cycle(2026);
/// Weeks without a network, twice.
const WEEKS: u32 = 6;

/// `drokpa demo …`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The hub's folder, to be made; one that is thrown away at the end if not given
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the hub listens; port 0 takes a free one, so that a browser knows nothing of an
    /// earlier demonstration there
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
    /// Serve the web app of this folder in place of the one that the hub was built with
    #[arg(long, value_name = "DIR")]
    app: Option<PathBuf>,
    /// Stop after the check instead of serving on
    #[arg(long)]
    exit: bool,
    /// Decides everything that is left to chance
    #[arg(long, default_value_t = 2026)]
    seed: u64,
}

/// Why the demo could not go on.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    #[error(transparent)]
    Admin(#[from] AdminError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("{0}")]
    Core(Code),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("an example file is not as it should be: {0}")]
    Example(#[from] serde_json::Error),
}

impl From<Code> for DemoError {
    fn from(code: Code) -> DemoError {
        DemoError::Core(code)
    }
}

impl DemoError {
    fn code(&self) -> Code {
        match self {
            DemoError::Admin(error) => error.code(),
            DemoError::Sync(error) => error.code(),
            DemoError::Host(error) => error.code(),
            DemoError::Core(code) => *code,
            DemoError::File { .. } => Code::StoreFailed,
            DemoError::Example(_) => Code::TableMalformed,
        }
    }
}

/// Runs the demo. Success only where every phone agrees and the hub's log verifies.
#[must_use]
pub fn run(args: &DemoArgs, lang: Option<Lang>, json: bool) -> ExitCode {
    let langs = lang.map_or_else(|| vec![Lang::ZhHans, Lang::Bo], |lang| vec![lang]);
    match play(args, &langs, json) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            for lang in langs {
                let code = error.code();
                eprintln!("{}: {} ({error})", code.name(), text(lang, code.message_id()));
            }
            ExitCode::FAILURE
        }
    }
}

/// A folder that is removed at the end where it was made for this run only.
struct Place {
    path: PathBuf,
    passing: bool,
}

impl Place {
    fn new(given: Option<&Path>) -> Result<Place, DemoError> {
        if let Some(path) = given {
            return Ok(Place { path: path.to_owned(), passing: false });
        }
        let number = crate::keys::random().map(u64::from_be_bytes).map_err(AdminError::from)?;
        let path = std::env::temp_dir().join(format!("drokpa-demo-{number:016x}"));
        let made = std::fs::create_dir(&path);
        made.map_err(|source| DemoError::File { path: path.clone(), source })?;
        Ok(Place { path, passing: true })
    }

    fn failed(&self, source: std::io::Error) -> DemoError {
        DemoError::File { path: self.path.clone(), source }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.passing {
            // What cannot be removed stays in the system's folder for such things.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

fn play(args: &DemoArgs, langs: &[Lang], json: bool) -> Result<bool, DemoError> {
    let place = Place::new(args.data.as_deref())?;
    let clock = Clock::system();
    setup::organisation(&place.path, &clock)?;
    let hub = Running::start(&place.path, &args.listen, clock.clone())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let air = Air {
        runtime: runtime.map_err(|source| place.failed(source))?,
        clock,
        url: format!("http://{}", hub.address),
        dice: dice::Dice::of(args.seed, "links"),
        traffic: device::Traffic::default(),
    };
    let mut demo = Demo {
        seed: args.seed,
        data: place.path.clone(),
        phones: place.path.join("phones"),
        air,
        devices: Vec::new(),
        conflicts: Vec::new(),
        done: Done::default(),
    };
    let mut summary = demo.run()?;
    let address = hub.address;
    hub.stop();
    let (hub, app) = demo.open_door(address, args.app.clone())?;
    summary.saw(app);
    report::print(&summary, langs, json);
    if !args.exit {
        if app == page::App::Answers && here(address) && !json {
            report::step_in(langs);
        }
        demo.air.serve_on().map_err(|source| place.failed(source))?;
    }
    hub.stop();
    Ok(summary.ok)
}

/// True where nobody but this machine reaches an address.
fn here(address: SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

struct Demo {
    seed: u64,
    data: PathBuf,
    phones: PathBuf,
    air: Air,
    devices: Vec<Device>,
    conflicts: Vec<ConflictLine>,
    done: Done,
}

impl Demo {
    fn run(&mut self) -> Result<Summary, DemoError> {
        setup::enrol_everybody(&self.data, &self.phones, &mut self.air, &mut self.devices)?;
        setup::calendars(&mut self.devices, &mut self.air)?;
        self.sync_all(false)?;
        let first = Day::parse("2026-03-02")?;
        for from in [first, Day(first.0 + 7 * WEEKS)] {
            let spell = Spell { from, weeks: WEEKS };
            self.offline(spell)?;
            self.sync_all(true)?;
            for branch in setup::branches()? {
                self.review(&branch, spell)?;
            }
        }
        self.sync_all(true)?;
        // Whoever came first has not seen what those after brought.
        self.sync_all(false)?;
        let newcomers =
            setup::replacements(&self.data, &self.phones, &mut self.air, &mut self.devices)?;
        let replicas = check::compare(&self.devices)?;
        self.note_outcomes();
        let verified = admin::verify(&self.data)?;
        Ok(Summary::new(self, newcomers, replicas, verified))
    }

    /// Starts the hub again, with a door for visitors where only this machine reaches it: what they
    /// do belongs to no comparison.
    fn open_door(
        &self,
        address: SocketAddr,
        app: Option<PathBuf>,
    ) -> Result<(Running, page::App), DemoError> {
        let home = setup::branches()?.into_iter().next();
        let people = |role: Role| -> Vec<MemberId> {
            let here =
                |one: &&Device| Some(&one.branch) == home.as_ref() && one.phone.role() == role;
            let mut ids: Vec<MemberId> =
                self.devices.iter().filter(here).map(|one| one.member.clone()).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let door = || Door::new(&self.data, people(Role::Member), people(Role::Secretary));
        let door = here(address).then(door);
        let options = Options { app, door, ..Options::plain(&address.to_string()) };
        let (built, marked) = (serve::app_files(&options)?.is_there(), options.door.is_some());
        let hub = Running::start_with(&self.data, &options, self.air.clock.clone())?;
        let app = page::ask(hub.address, built, marked);
        Ok((hub, app))
    }

    /// Weeks without a network.
    fn offline(&mut self, spell: Spell) -> Result<(), DemoError> {
        for device in &mut self.devices {
            season::record(device, self.seed, spell, &mut self.done)?;
        }
        for branch in setup::branches()? {
            let here =
                |device: &&mut Device| device.branch == branch && season::calls_rolls(device);
            let shares = [
                Share { every: 3, first: 0, slips: false },
                Share { every: 6, first: 0, slips: true },
                Share { every: 3, first: 1, slips: false },
            ];
            for (device, share) in self.devices.iter_mut().filter(here).zip(shares) {
                season::call_rolls(device, self.seed, (spell, share), &mut self.done)?;
            }
        }
        // Every phone is switched off once in so many weeks.
        self.devices.iter_mut().try_for_each(Device::restart)
    }

    /// Members first: secretaries decide what has arrived.
    fn sync_all(&mut self, shaky: bool) -> Result<(), DemoError> {
        for secretaries in [false, true] {
            for device in self.devices.iter_mut().filter(|one| one.secretary == secretaries) {
                self.air.sync(device, shaky)?;
            }
        }
        Ok(())
    }

    /// Both secretaries of a branch decide without a network, meet what the other one did, and
    /// settle it.
    fn review(&mut self, branch: &BranchId, spell: Spell) -> Result<(), DemoError> {
        let air = &mut self.air;
        let mut office: Vec<&mut Device> =
            self.devices.iter_mut().filter(|one| one.secretary && one.branch == *branch).collect();
        let [first, second] = office.as_mut_slice() else { return Err(Code::Internal.into()) };
        // The first may have come before the second's rolls had arrived.
        air.sync(first, true)?;
        season::decide(first, self.seed, (spell.end(), false), &mut self.done)?;
        season::decide(second, self.seed, (spell.end(), true), &mut self.done)?;
        air.sync(first, true)?;
        air.sync(second, true)?;
        air.sync(first, true)?;
        let disputes = season::disputes(first);
        let same = check::rows_equal(&disputes, &season::disputes(second))?;
        let settled_by = |row: &ClaimRow| {
            let own = row.member == first.member;
            if own { second.member.clone() } else { first.member.clone() }
        };
        let lines: Vec<ConflictLine> = disputes
            .iter()
            .map(|row| ConflictLine {
                claim: row.claim.clone(),
                member: row.member.clone(),
                conflict: row.conflict.unwrap_or_default(),
                sides: row.sides.clone(),
                seen_by_both: same,
                settled_by: settled_by(row),
                decision: "disputed",
            })
            .collect();
        self.conflicts.extend(lines);
        season::settle(first, self.seed, spell.end())?;
        air.sync(first, true)?;
        air.sync(second, true)?;
        season::settle(second, self.seed, spell.end())?;
        air.sync(second, true)?;
        air.sync(first, true)
    }

    /// How each dispute ended, as the member's branch sees it now.
    fn note_outcomes(&mut self) {
        for line in &mut self.conflicts {
            let sees = |device: &&Device| {
                device.secretary && device.phone.members().contains(&line.member)
            };
            let Some(device) = self.devices.iter().find(sees) else { continue };
            let rows = device.phone.member_rows(&line.member);
            let row = rows.iter().find(|row| row.claim == line.claim);
            line.decision = row.map_or("disputed", |row| row.decision);
        }
    }
}
