//! One line of JSON, in which nothing steers a terminal.

use std::fmt::Display;

use miniserde::json;

use crate::text::steers;

/// An object whose members stand in the order in which they were added.
#[derive(Default)]
pub struct Object(String);

impl Object {
    /// Adds a member whose value is JSON already.
    pub fn json(&mut self, name: &str, value: impl Display) -> &mut Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        self.0.push_str(&format!("{comma}\"{name}\":{value}"));
        self
    }

    pub fn text(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.json(name, string(value)),
            None => self.json(name, "null"),
        }
    }

    /// Adds a number or a boolean.
    pub fn value(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.json(name, value),
            None => self.json(name, "null"),
        }
    }

    pub fn end(&self) -> String {
        format!("{{{}}}", self.0)
    }
}

/// An array of what is JSON already.
pub fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

pub fn string(text: &str) -> String {
    harmless(&json::to_string(text))
}

/// A server's JSON; as a string if it is not valid, because it was cut.
pub fn of_server(text: &str) -> String {
    match json::from_str::<json::Value>(text) {
        // Between values, JSON has no other control characters.
        Ok(_) => harmless(&text.replace(['\n', '\r', '\t'], " ")),
        Err(_) => string(text),
    }
}

/// What steers a terminal stands in strings only, where it can be an escape.
fn harmless(json: &str) -> String {
    let mut out = String::new();
    for c in json.chars() {
        if steers(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}
