//! An error answer in one line, with its details decoded.

use alloc::string::String;
use core::fmt::{self, Write};

use crate::error::{ApiError, Brief, OneLine, RpcDetail, RpcMessage};

/// Most bytes shown of the details.
const DETAILS: usize = 512;

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server answered {}", self.http_status)?;
        if (300..400).contains(&self.http_status) {
            f.write_str(" (redirects are not followed)")?;
        }
        let mut f = OneLine(f);
        if let Some(name) = self.status.code_name() {
            write!(f, " {name}")?;
        }
        let details = details(self);
        let message = match (self.status.message.trim(), &*details) {
            ("", "") => self.excerpt.trim(),
            (message, _) => message,
        };
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        if let Some(reason) = &self.auth_rejected_reason {
            write!(f, " ({reason})")?;
        }
        if !details.is_empty() {
            f.write_str(if message.is_empty() { ": " } else { "; " })?;
            f.write_str(&details)?;
        }
        if let Some(wait) = self.retry_after {
            // A fraction counts as a whole second: earlier would be too early.
            let more = u64::from(wait.subsec_nanos() > 0);
            let seconds = wait.as_secs().saturating_add(more);
            write!(f, "; retry after {seconds} s")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, "; request id {id}")?;
        }
        f.write_str(self.doubt())
    }
}

/// What the details say to people; empty if nothing.
fn details(error: &ApiError) -> String {
    let mut all = String::new();
    let mut brief = Brief::new(&mut all, DETAILS);
    let mut separator = "";
    let mut add = |parts: [&str; 3]| {
        if parts == [""; 3] || parts == ["", &error.status.message, ""] {
            return;
        }
        // A String takes anything.
        let _ = brief.write_str(separator);
        let _ = write_parts(&mut brief, parts);
        separator = "; ";
    };
    for message in error.status.details.iter().filter_map(RpcDetail::message) {
        explain(&message, &mut add);
    }
    all
}

/// What a message is about, what it says, and a note; what programs alone can use is left out.
fn explain(message: &RpcMessage, add: &mut dyn FnMut([&str; 3])) {
    use RpcMessage as M;
    match message {
        M::ErrorInfo(info) => add(["", &info.reason, &info.domain]),
        M::BadRequest(bad) => {
            for violation in &bad.field_violations {
                let localized = violation.localized_message.as_ref();
                let description = match (&*violation.description, localized) {
                    ("", Some(localized)) => &localized.message,
                    (description, _) => description,
                };
                add([&violation.field, description, &violation.reason]);
            }
        }
        M::QuotaFailure(failure) => {
            for violation in &failure.violations {
                add([
                    &violation.subject,
                    &violation.description,
                    &violation.quota_id,
                ]);
            }
        }
        M::PreconditionFailure(failure) => {
            for violation in &failure.violations {
                add([&violation.subject, &violation.description, &violation.kind]);
            }
        }
        M::ResourceInfo(info) => {
            add([&info.resource_name, &info.description, &info.resource_type]);
        }
        M::Help(help) => {
            for link in &help.links {
                add(["", &link.url, &link.description]);
            }
        }
        M::LocalizedMessage(localized) => add(["", &localized.message, ""]),
        M::RetryInfo(_) | M::RequestInfo(_) | M::DebugInfo(_) => {}
    }
}

/// `subject: text (note)`, without what is empty.
fn write_parts(to: &mut dyn Write, [subject, text, note]: [&str; 3]) -> fmt::Result {
    let both = !subject.is_empty() && !text.is_empty();
    let alone = subject.is_empty() && text.is_empty();
    let (open, close) = match note {
        "" => ("", ""),
        _ if alone => ("", ""),
        _ => (" (", ")"),
    };
    for part in [
        subject,
        if both { ": " } else { "" },
        text,
        open,
        note,
        close,
    ] {
        to.write_str(part)?;
    }
    Ok(())
}
