//! The formats of the output.

use pinecone_import::ImportModel;

use crate::failure::Failure;
use crate::output::print;
use crate::table;
use crate::text::plain;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// One JSON document.
    Json,
    /// The same, but one document for each import where there are several.
    Jsonl,
    Tsv,
    Id,
}

/// The names, as `--output` takes them.
pub const FORMATS: [&str; 5] = ["table", "json", "jsonl", "tsv", "id"];

impl Format {
    pub fn from_name(name: &str) -> Option<Self> {
        let formats = [Self::Table, Self::Json, Self::Jsonl, Self::Tsv, Self::Id];
        let place = FORMATS.iter().position(|known| *known == name)?;
        formats.get(place).copied()
    }

    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }

    /// Prints what is known of one import. `table` and `json` are made only if they are wanted.
    pub fn print(
        self,
        id: &str,
        import: Option<&ImportModel>,
        table: impl FnOnce() -> String,
        json: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        print(&match self {
            Self::Table => table(),
            Self::Json | Self::Jsonl => json(),
            Self::Tsv => table::tsv(id, import),
            Self::Id => plain(id),
        })
    }
}
