//! How a command ends.

use kernel::backup::Failure;

/// What a command gives back.
pub type Outcome<T = ()> = Result<T, Failed>;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failed {
    /// Something went wrong: exit code 1.
    Because(String),
    /// It cannot be asked that way: exit code 2.
    Usage(String),
    /// What was kept is not what it was: exit code 3.
    Integrity(String),
    /// As the kernel says it: exit code 1.
    Kernel(kernel::Error),
}

impl Failed {
    /// A plain reason.
    pub fn because(says: impl Into<String>) -> Self {
        Self::Because(says.into())
    }

    /// A wrong question.
    pub fn usage(says: impl Into<String>) -> Self {
        Self::Usage(says.into())
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Because(_) | Self::Kernel(_) => 1,
            Self::Usage(_) => 2,
            Self::Integrity(_) => 3,
        }
    }

    /// What to tell the person at the terminal.
    pub fn says(&self) -> String {
        match self {
            Self::Because(says) | Self::Usage(says) | Self::Integrity(says) => says.clone(),
            Self::Kernel(error) => crate::words::of_error(error),
        }
    }
}

impl From<kernel::Error> for Failed {
    fn from(error: kernel::Error) -> Self {
        Self::Kernel(error)
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::Because(error.to_string())
    }
}

impl From<serde_json::Error> for Failed {
    fn from(error: serde_json::Error) -> Self {
        Self::Because(error.to_string())
    }
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Kernel(error) => Self::Kernel(error),
            other if other.is_integrity() => Self::Integrity(other.to_string()),
            other => Self::Because(other.to_string()),
        }
    }
}
