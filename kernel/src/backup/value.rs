//! Values as both engines can hold them, and how the file writes each.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use data_encoding::BASE64;
use sea_orm::{QueryResult, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use super::Failure;
use crate::db::{Engine, read_error};
use crate::error::Result;

/// A kind of value, as the file names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Text,
    Int,
    Real,
    Bool,
    Uuid,
    Date,
    Moment,
    Bytes,
}

impl Kind {
    /// The kind that an engine declares by this name; the schema builder chose the names.
    pub(super) fn declared(engine: Engine, name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.split('(').next().unwrap_or_default();
        Some(match (engine, name) {
            (_, "text") | (Engine::Sqlite, "varchar") | (Engine::Postgres, "character varying") => {
                Self::Text
            }
            (_, "integer" | "bigint") => Self::Int,
            (Engine::Sqlite, "double") | (Engine::Postgres, "double precision") => Self::Real,
            (_, "boolean") => Self::Bool,
            (Engine::Sqlite, "uuid_text") | (Engine::Postgres, "uuid") => Self::Uuid,
            (Engine::Sqlite, "date_text") | (Engine::Postgres, "date") => Self::Date,
            (Engine::Sqlite, "timestamp_with_timezone_text")
            | (Engine::Postgres, "timestamp with time zone") => Self::Moment,
            (Engine::Sqlite, "blob") | (Engine::Postgres, "bytea") => Self::Bytes,
            _ => return None,
        })
    }

    /// A column of a row, as the file writes it.
    pub(super) fn read(self, row: &QueryResult, at: usize) -> Result<Json> {
        fn get<T: sea_orm::TryGetable>(row: &QueryResult, at: usize) -> Result<Option<T>> {
            row.try_get_by_index::<Option<T>>(at).map_err(|e| read_error(&e))
        }
        fn or_null<T>(value: Option<T>, write: impl FnOnce(T) -> Json) -> Json {
            value.map_or(Json::Null, write)
        }
        Ok(match self {
            Self::Text => or_null(get::<String>(row, at)?, Json::from),
            Self::Int => or_null(get::<i64>(row, at)?, Json::from),
            Self::Real => or_null(get::<f64>(row, at)?, Json::from),
            Self::Bool => or_null(get::<bool>(row, at)?, Json::from),
            Self::Uuid => or_null(get::<Uuid>(row, at)?, |id| id.to_string().into()),
            Self::Date => or_null(get::<NaiveDate>(row, at)?, |day| day.to_string().into()),
            Self::Moment => or_null(get::<DateTime<Utc>>(row, at)?, |moment| {
                moment.to_rfc3339_opts(SecondsFormat::Micros, true).into()
            }),
            Self::Bytes => or_null(get::<Vec<u8>>(row, at)?, |b| BASE64.encode(&b).into()),
        })
    }

    /// A value of the file, to be bound; with its type even when it is nothing.
    pub(super) fn bind(self, value: &Json) -> Result<Value, Failure> {
        let text = || value.as_str().ok_or_else(|| misfit(self, value));
        let wrong = || misfit(self, value);
        let none = value.is_null();
        Ok(match self {
            Self::Text if none => None::<String>.into(),
            Self::Text => text()?.to_owned().into(),
            Self::Int if none => None::<i64>.into(),
            Self::Int => value.as_i64().ok_or_else(wrong)?.into(),
            Self::Real if none => None::<f64>.into(),
            Self::Real => value.as_f64().ok_or_else(wrong)?.into(),
            Self::Bool if none => None::<bool>.into(),
            Self::Bool => value.as_bool().ok_or_else(wrong)?.into(),
            Self::Uuid if none => None::<Uuid>.into(),
            Self::Uuid => text()?.parse::<Uuid>().map_err(|_| wrong())?.into(),
            Self::Date if none => None::<NaiveDate>.into(),
            Self::Date => text()?.parse::<NaiveDate>().map_err(|_| wrong())?.into(),
            Self::Moment if none => None::<DateTime<Utc>>.into(),
            Self::Moment => text()?.parse::<DateTime<Utc>>().map_err(|_| wrong())?.into(),
            Self::Bytes if none => None::<Vec<u8>>.into(),
            Self::Bytes => bytes(value).ok_or_else(wrong)?.into(),
        })
    }
}

/// Bytes as the file writes them.
pub(super) fn bytes(value: &Json) -> Option<Vec<u8>> {
    BASE64.decode(value.as_str()?.as_bytes()).ok()
}

fn misfit(kind: Kind, value: &Json) -> Failure {
    // The kind of value and never the value: it may be somebody's words.
    let is = match value {
        Json::Null => "nothing",
        Json::Bool(_) => "a yes or no",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) | Json::Object(_) => "a list",
    };
    Failure::Damaged(format!("where {kind:?} should be stands {is}"))
}
