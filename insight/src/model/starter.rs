//! The models that come with the program, for the day before an organisation has its own.

use std::sync::OnceLock;

use super::{Model, ModelError};

/// The models that come with the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Starter {
    /// Labels of the NHS patient-experience framework.
    pub framework: Model,
    /// Positive, neutral or negative.
    pub sentiment: Model,
    /// How serious a statement is.
    pub criticality: Model,
}

/// The models that come with the program. Unpacked when first asked for, then kept; a program
/// that never asks never spends the memory.
///
/// # Errors
/// A [`ModelError`] when the file that was built in is damaged or of another format.
pub fn starter() -> Result<&'static Starter, ModelError> {
    static STARTER: OnceLock<Result<Starter, ModelError>> = OnceLock::new();
    STARTER
        .get_or_init(|| Starter::from_bytes(include_bytes!("../../models/starter.bin")))
        .as_ref()
        .map_err(Clone::clone)
}

impl Starter {
    /// Reads the three models: the length of each as u64, little-endian, then its file.
    ///
    /// # Errors
    /// A [`ModelError`] that tells what is wrong with the first that cannot be read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut rest = bytes;
        let mut next = || {
            let (length, behind) = rest.split_first_chunk::<8>().ok_or(ModelError::NotAModel)?;
            let expected = u64::from_le_bytes(*length);
            let found = behind.len() as u64;
            let (file, left) = usize::try_from(expected)
                .ok()
                .and_then(|length| behind.split_at_checked(length))
                .ok_or(ModelError::WrongLength { expected, found })?;
            rest = left;
            Model::from_bytes(file)
        };
        Ok(Self { framework: next()?, sentiment: next()?, criticality: next()? })
    }

    /// The three models as one file.
    ///
    /// # Errors
    /// [`ModelError::Broken`] when one is too large for the format.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let mut bytes = Vec::new();
        for model in [&self.framework, &self.sentiment, &self.criticality] {
            let file = model.to_bytes()?;
            bytes.extend_from_slice(&(file.len() as u64).to_le_bytes());
            bytes.extend_from_slice(&file);
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mark that the program is held to.
    const LARGEST: usize = 8 * 1024 * 1024;

    #[test]
    fn the_shipped_file_is_whole_and_small() {
        let bytes = include_bytes!("../../models/starter.bin");
        assert!(bytes.len() <= LARGEST);
        let starter = starter().unwrap();
        assert_eq!(starter.framework.head().labels.len(), 32);
        assert!(starter.to_bytes().unwrap() == bytes, "read and written again it is another file");
    }

    #[test]
    fn a_cut_file_says_so() {
        assert_eq!(Starter::from_bytes(b""), Err(ModelError::NotAModel));
        let cut = Starter::from_bytes(&[9, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(cut, Err(ModelError::WrongLength { expected: 9, found: 1 }));
    }
}
