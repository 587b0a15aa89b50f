use std::sync::{Arc, RwLock};

use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::stack::FrameStack;
use vitreous_kernel::{Error, Result};

use crate::work::{run, Work};

/// A movie in memory that Rust owns. Call `release` when done: garbage collection does not see its size.
#[napi(js_name = "NativeStack")]
pub struct NativeStack {
    held: SharedStack,
}

/// The stack itself, shared with work under way; `None` once released.
#[derive(Clone)]
pub struct SharedStack(Arc<RwLock<Option<FrameStack>>>);

impl SharedStack {
    /// Runs `work` on the stack, which other readers may share.
    pub fn read<T>(&self, work: impl FnOnce(&FrameStack) -> Result<T>) -> Result<T> {
        let guard = self.0.read().map_err(|_| broken())?;
        work(guard.as_ref().ok_or_else(released)?)
    }

    /// Runs `work` on the stack alone.
    pub fn write<T>(&self, work: impl FnOnce(&mut FrameStack) -> Result<T>) -> Result<T> {
        let mut guard = self.0.write().map_err(|_| broken())?;
        work(guard.as_mut().ok_or_else(released)?)
    }
}

impl SharedStack {
    /// Refuses work that would wait for itself: reading and writing one stack.
    pub fn apart_from(&self, other: &SharedStack) -> Result<()> {
        Error::unless(!Arc::ptr_eq(&self.0, &other.0), || {
            "the stack that is read and the one that is written are the same".into()
        })
    }
}

fn released() -> Error {
    Error("the stack was released".into())
}

fn broken() -> Error {
    Error("earlier work on this stack ended in a panic".into())
}

impl From<FrameStack> for NativeStack {
    fn from(stack: FrameStack) -> Self {
        Self {
            held: SharedStack(Arc::new(RwLock::new(Some(stack)))),
        }
    }
}

impl NativeStack {
    pub fn shared(&self) -> SharedStack {
        self.held.clone()
    }
}

#[napi]
impl NativeStack {
    /// A zeroed stack; `kind` is u8, i8, u16, i16 or f32.
    #[napi(constructor)]
    pub fn new(kind: String, frames: u32, height: u32, width: u32) -> napi::Result<Self> {
        FrameStack::zeroed(&kind, frames as usize, height as usize, width as usize)
            .map(Self::from)
            .map_err(|error| napi::Error::from_reason(error.0))
    }

    /// Frame `index` as floats.
    #[napi(ts_return_type = "Promise<Float32Array>")]
    pub fn frame(&self, index: u32) -> AsyncTask<Work<Float32Array>> {
        let stack = self.shared();
        run(move || stack.read(|stack| stack.frame(index as usize).map(Float32Array::new)))
    }

    /// Overwrites frame `index`, rounding and clamping to the pixel type.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn set_frame(&self, index: u32, values: Float32Array) -> AsyncTask<Work<()>> {
        let stack = self.shared();
        run(move || stack.write(|stack| stack.set_frame(index as usize, &values)))
    }

    /// Gives the memory back; later calls reject.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn release(&self) -> AsyncTask<Work<()>> {
        let held = self.held.clone();
        run(move || {
            *held.0.write().map_err(|_| broken())? = None;
            Ok(())
        })
    }
}
