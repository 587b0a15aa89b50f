use std::fmt;

/// Arguments that do not fit each other, said in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(pub String);

pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl Error {
    /// `Err` with `message` unless `condition` holds.
    pub fn unless(condition: bool, message: impl FnOnce() -> String) -> Result<()> {
        if condition {
            Ok(())
        } else {
            Err(Error(message()))
        }
    }
}
