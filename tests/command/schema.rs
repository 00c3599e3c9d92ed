//! The JSON documents against `docs/output.schema.json`.

use serde_json::Value;

const SCHEMA: &str = include_str!("../../docs/output.schema.json");

/// The part of JSON Schema that the schema uses; any other keyword is an error.
struct Schema(Value);

impl Schema {
    fn read() -> Self {
        Self(serde_json::from_str(SCHEMA).unwrap())
    }

    /// What is wrong with a value, if anything.
    fn check(&self, rule: &Value, value: &Value) -> Result<(), String> {
        for (keyword, rule) in rule.as_object().unwrap() {
            self.keyword(keyword, rule, value)?;
        }
        let Some(properties) = rule.get("properties") else {
            return Ok(());
        };
        let object = value.as_object().ok_or("not an object")?;
        for (name, member) in object {
            match properties.get(name) {
                Some(rule) => self
                    .check(rule, member)
                    .map_err(|error| format!("{name}: {error}"))?,
                None if rule["additionalProperties"] == false => {
                    return Err(format!("{name} is not described"));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn keyword(&self, keyword: &str, rule: &Value, value: &Value) -> Result<(), String> {
        let list = || rule.as_array().unwrap().iter();
        let holds = match keyword {
            "type" if rule.is_array() => list().any(|kind| is(value, kind.as_str().unwrap())),
            "type" => is(value, rule.as_str().unwrap()),
            "enum" => list().any(|one| one == value),
            "required" => list().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "anyOf" => {
                let errors: Vec<_> = list().map(|rule| self.check(rule, value)).collect();
                match errors.iter().any(Result::is_ok) {
                    true => true,
                    false => return Err(format!("{errors:?}")),
                }
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    self.check(rule, item)?;
                }
                true
            }
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                return self.check(self.0.pointer(pointer).unwrap(), value);
            }
            "properties" | "additionalProperties" => true,
            "$schema" | "$defs" | "title" | "description" => true,
            other => panic!("the keyword {other} is not known here"),
        };
        match holds {
            true => Ok(()),
            false => Err(format!("{value} against {keyword}: {rule}")),
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other} is not known here"),
    }
}

/// The document on a line, as the schema describes it, with the fields that all begin with.
pub fn document(line: &str) -> Value {
    let document: Value = serde_json::from_str(line).unwrap();
    let schema = Schema::read();
    if let Err(error) = schema.check(&schema.0, &document) {
        panic!("{error}: {line}");
    }
    let mut rest = line;
    for first in [
        "{\"outcome\":",
        ",\"exit_code\":",
        ",\"message\":",
        ",\"id\":",
    ] {
        let place = rest.find(first);
        assert!(place.is_some(), "{first} is not among the first: {line}");
        rest = &rest[place.unwrap()..];
    }
    assert!(line.starts_with("{\"outcome\":\""), "{line}");
    document
}

#[test]
fn schema_refuses_what_it_does_not_describe() {
    let good = r#"{"outcome":"listed","exit_code":0,"message":"0 imports","id":null,"imports":[],"next":null}"#;
    document(good);
    let schema = Schema::read();
    for (from, to) in [
        ("\"next\":null", "\"next\":1"),
        (",\"next\":null", ""),
        ("\"next\":null", "\"next\":null,\"more\":1"),
        ("listed", "lost"),
        ("\"exit_code\":0", "\"exit_code\":99"),
        ("\"imports\":[]", "\"imports\":[{}]"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        let bad = serde_json::from_str(&bad).unwrap();
        assert!(schema.check(&schema.0, &bad).is_err(), "{bad}");
    }
}

#[test]
fn schema_knows_the_exit_codes_of_the_help() {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_pinecone-import"))
        .arg("help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, codes) = help.split_once("\nExit codes:\n").unwrap();
    let codes = codes.lines().take_while(|line| !line.is_empty());
    let told: Vec<u64> = codes
        .flat_map(|line| line.trim().split("  ").next().unwrap().split(", "))
        .map(|code| code.parse().unwrap())
        .collect();
    let schema = Schema::read();
    let known = schema.0["$defs"]["exit_code"]["enum"].as_array().unwrap();
    let known: Vec<u64> = known.iter().map(|code| code.as_u64().unwrap()).collect();
    assert_eq!(told, known);
}
