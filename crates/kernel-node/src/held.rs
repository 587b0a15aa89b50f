//! What Rust owns and JavaScript holds on to, shared with work under way.

use std::sync::{Arc, RwLock};

use vitreous_kernel::{Error, Result};

/// A value until it is released.
pub struct Held<T> {
    value: Arc<RwLock<Option<T>>>,
    /// What a message calls it.
    name: &'static str,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            name: self.name,
        }
    }
}

impl<T> Held<T> {
    pub fn new(value: T, name: &'static str) -> Self {
        Self {
            value: Arc::new(RwLock::new(Some(value))),
            name,
        }
    }

    /// Runs `work` on the value, which other readers may share.
    pub fn read<R>(&self, work: impl FnOnce(&T) -> Result<R>) -> Result<R> {
        let guard = self.value.read().map_err(|_| self.broken())?;
        work(guard.as_ref().ok_or_else(|| self.released())?)
    }

    /// Runs `work` on the value alone.
    pub fn write<R>(&self, work: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let mut guard = self.value.write().map_err(|_| self.broken())?;
        work(guard.as_mut().ok_or_else(|| self.released())?)
    }

    /// Refuses work that would wait for itself: reading and writing one value.
    pub fn apart_from(&self, other: &Self) -> Result<()> {
        Error::unless(!Arc::ptr_eq(&self.value, &other.value), || {
            format!(
                "the {} that is read and the one that is written are the same",
                self.name
            )
        })
    }

    /// Gives the memory back; later work is refused.
    pub fn release(&self) -> Result<()> {
        *self.value.write().map_err(|_| self.broken())? = None;
        Ok(())
    }

    fn broken(&self) -> Error {
        Error(format!("earlier work on a {} ended in a panic", self.name))
    }

    fn released(&self) -> Error {
        Error(format!("the {} was released", self.name))
    }
}
