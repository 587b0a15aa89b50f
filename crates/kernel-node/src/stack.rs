use napi::bindgen_prelude::{AsyncTask, Float32Array};
use napi_derive::napi;
use vitreous_kernel::stack::FrameStack;

use crate::held::Held;
use crate::work::{run, Work};

/// A movie in memory that Rust owns. Call `release` when done: garbage collection does not see its size.
#[napi(js_name = "NativeStack")]
pub struct NativeStack {
    held: Held<FrameStack>,
}

impl From<FrameStack> for NativeStack {
    fn from(stack: FrameStack) -> Self {
        Self {
            held: Held::new(stack, "stack"),
        }
    }
}

impl NativeStack {
    pub fn shared(&self) -> Held<FrameStack> {
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
        run(move || held.release())
    }
}
