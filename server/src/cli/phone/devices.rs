//! The member's own phones, and the notice that one was added.

use super::Failure;
use super::home::Home;
use super::print::{Answer, Printer};
use clap::Args;
use drokpa_core::phone::Phone;

#[derive(Debug, Args)]
pub(super) struct DevicesArgs {
    /// I know all phones that were added
    #[arg(long)]
    ack: bool,
}

pub(super) fn devices(
    home: &mut Home,
    args: &DevicesArgs,
    printer: Printer,
) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    if args.ack {
        let batch = phone.know_devices()?;
        home.commit(&mut phone, &batch)?;
    }
    let rows = phone.devices();
    printer.say(&rows, || rows.iter().map(|row| printer.tell().device(row)).collect())
}

impl Printer {
    /// A line for each phone that was added and is not known, before anything else.
    pub(super) fn added(self, phone: &Phone) -> Vec<String> {
        let rows = phone.devices().into_iter().filter(|row| row.added);
        rows.map(|row| self.tell().device(&row)).collect()
    }

    pub(super) fn listed(self, phone: &Phone) -> Answer {
        let rows = phone.list();
        self.say(&rows, || [self.added(phone), self.tell().claims(&rows)].concat())
    }
}
