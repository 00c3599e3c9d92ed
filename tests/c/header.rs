//! The header says what the code does: the same functions, arguments, constants and structs.

use std::collections::BTreeMap;
use std::fs;

const HEADER: &str = include_str!("../../include/pinecone_import.h");

/// The files of the code, whatever their names.
fn code() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/capi");
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect()
}

/// By name: what a function returns and takes, as C types with names.
type Functions = BTreeMap<String, (String, Vec<String>)>;

fn uncommented(header: &str) -> String {
    let mut parts = header.split("/*");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out += part.split_once("*/").expect("a comment ends").1;
    }
    out
}

/// With one space where there was any white space, and none beside a `*`.
fn tidy(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(" *", "*").replace("* ", "*")
}

/// The functions that the header declares.
fn declared() -> Functions {
    let header = uncommented(HEADER);
    let body = header.split_once("extern \"C\" {").unwrap().1;
    let mut found = Functions::new();
    for statement in body.split(';').map(tidy) {
        let Some((head, arguments)) = statement.split_once('(') else {
            continue;
        };
        if head.contains("typedef") {
            continue;
        }
        let start = head.rfind("pinecone_import_").unwrap();
        let (result, name) = head.split_at(start);
        let arguments = arguments.strip_suffix(')').unwrap();
        let arguments = match arguments {
            "void" => Vec::new(),
            some => some.split(',').map(|text| text.trim().to_owned()).collect(),
        };
        let result = result.trim_end().trim_end_matches("#endif").to_owned();
        found.insert(name.to_owned(), (result, arguments));
    }
    found
}

/// The C type of a Rust one.
fn c_type(rust: &str) -> String {
    let handle = |name: &str| {
        let mut out = String::from("pinecone_import");
        for letter in name.chars() {
            if letter.is_ascii_uppercase() {
                out.push('_');
            }
            out.push(letter.to_ascii_lowercase());
        }
        out
    };
    let inside = |open: &str, close: &str| rust.strip_prefix(open)?.strip_suffix(close);
    if let Some(name) = inside("Out<", ">") {
        return handle(name) + "**";
    }
    if let Some(number) = inside("Option<&mut MaybeUninit<", ">>") {
        return c_type(number) + "*";
    }
    let changed = inside("Option<&mut ", ">").or_else(|| inside("Option<Box<", ">>"));
    if let Some(name) = changed.or_else(|| rust.strip_prefix("*mut ").filter(|s| *s != "c_void")) {
        return handle(name) + "*";
    }
    if let Some(name) = inside("Option<&", ">") {
        return format!("const {}*", handle(name));
    }
    if rust.ends_with("Callback") {
        return handle(rust);
    }
    match rust {
        "" => "void".into(),
        "*const c_char" => "const char*".into(),
        "*const *const c_char" => "const char*const*".into(),
        "*const u8" => "const uint8_t*".into(),
        "*const c_void" => "const void*".into(),
        "*mut c_void" => "void*".into(),
        "usize" => "size_t".into(),
        "bool" => "bool".into(),
        "f32" => "float".into(),
        "i32" | "i64" | "u32" | "u64" => {
            let (sign, bits) = rust.split_at(1);
            format!("{}int{bits}_t", if sign == "u" { "u" } else { "" })
        }
        "Str" | "Bytes" => handle(rust),
        other => panic!("{other} has no C type"),
    }
}

/// `name: Type` in Rust, `type name` in C.
fn c_argument(rust: &str) -> String {
    let (name, rust) = rust.trim().split_once(": ").unwrap();
    format!("{} {name}", c_type(rust)).replace("* ", "*")
}

/// Splits at commas, but not inside of `<>`.
fn arguments(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
    .collect()
}

/// The functions that the code defines.
fn defined() -> Functions {
    let mut found = Functions::new();
    for file in code() {
        for definition in file.split("#[unsafe(no_mangle)]\n").skip(1) {
            let signature = definition.split_once(" {\n").unwrap().0;
            let signature = signature.split_whitespace().collect::<Vec<_>>().join(" ");
            let signature = ["<'a>", "<'_>", "'a "]
                .iter()
                .fold(signature, |text, lifetime| text.replace(lifetime, ""));
            let signature = signature.strip_prefix("extern \"C\" fn ").unwrap();
            let (name, rest) = signature.split_once('(').unwrap();
            let (inside, result) = rest.rsplit_once(')').unwrap();
            let result = c_type(result.trim_start_matches(" -> "));
            let arguments = arguments(inside).into_iter().map(c_argument).collect();
            found.insert(name.to_owned(), (result, arguments));
        }
    }
    found
}

#[test]
fn header_declares_the_functions_of_the_code() {
    let mut declared = declared();
    for (result, arguments) in declared.values_mut() {
        for text in arguments.iter_mut().chain([result]) {
            *text = text.replace("pinecone_import_result", "int32_t");
        }
    }
    let defined = defined();
    assert!(defined.len() > 60, "{}", defined.len());
    for name in declared.keys().chain(defined.keys()) {
        assert_eq!(declared.get(name), defined.get(name), "{name}");
    }
}

#[test]
fn version_number_is_that_of_the_version() {
    let [major, minor, patch] = [
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        env!("CARGO_PKG_VERSION_PATCH"),
    ]
    .map(|part| part.parse::<u32>().unwrap());
    let number = major << 16 | minor << 8 | patch;
    assert!(HEADER.contains(&format!(
        "#define PINECONE_IMPORT_VERSION_NUM 0x{number:06x}\n"
    )));
}

/// The constants that the header declares.
fn constants(header: &str) -> BTreeMap<&str, i32> {
    let lines = header.lines().filter_map(|line| {
        let line = line.trim().strip_prefix("PINECONE_IMPORT_")?;
        line.split_once(" = ")
    });
    lines
        .map(|(name, value)| (name, value.trim_end_matches(',').parse().unwrap()))
        .collect()
}

#[test]
fn header_has_the_constants_of_the_code() {
    let (header, code) = (uncommented(HEADER), code().concat());
    let defined: BTreeMap<&str, i32> = code
        .lines()
        .filter_map(|line| {
            line.split_once("const PINECONE_IMPORT_")?
                .1
                .split_once(": i32 = ")
        })
        .map(|(name, value)| (name, value.trim_end_matches(';').parse().unwrap()))
        .collect();
    assert!(defined.len() > 30);
    assert_eq!(constants(&header), defined);
}

/// A number that is out in the world never means anything else.
#[test]
fn result_codes_stay_what_they_are() {
    let header = uncommented(HEADER);
    let constants = constants(&header);
    for (name, number) in [
        ("OK", 0),
        ("NULL_POINTER", 1),
        ("NOT_UTF8", 2),
        ("INVALID_ARGUMENT", 3),
        ("TRANSPORT", 4),
        ("API", 5),
        ("DECODE", 6),
        ("PANIC", 7),
    ] {
        assert_eq!(constants.get(name), Some(&number), "{name}");
    }
}

#[test]
fn header_has_the_structs_of_the_code() {
    let header = uncommented(HEADER);
    let mut seen = 0;
    for file in code() {
        for definition in file.split("#[repr(C)]\n").skip(1) {
            let (head, rest) = definition.split_once(" {\n").unwrap();
            let name = c_type_of_struct(head.strip_prefix("pub(super) struct ").unwrap());
            let fields = rest.split_once("\n}").unwrap().0;
            let fields: String = arguments(fields)
                .into_iter()
                .map(|field| c_argument(field) + ";")
                .collect();
            let declared = header
                .split_once(&format!("typedef struct {name} {{"))
                .and_then(|(_, rest)| rest.split_once('}'))
                .unwrap_or_else(|| panic!("{name} is not declared"));
            assert_eq!(tidy(declared.0).replace("; ", ";").trim(), fields, "{name}");
            seen += 1;
        }
    }
    assert!(seen > 0);
}

fn c_type_of_struct(rust: &str) -> String {
    c_type(&format!("Option<&{rust}>"))
        .trim_start_matches("const ")
        .trim_end_matches('*')
        .to_owned()
}

#[test]
fn header_explains_each_function() {
    let body = HEADER.split_once("/* ---- The library ---- */").unwrap().1;
    let body = body.split_once("#ifdef __cplusplus").unwrap().0;
    for statement in body
        .split(");\n")
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let (comment, function) = statement.rsplit_once("*/").expect("a comment");
        assert!(
            function.contains("pinecone_import_") && !comment.ends_with("---- "),
            "{function} is not explained"
        );
    }
}
