//! Work on a libuv thread, its result as a promise.

use napi::bindgen_prelude::{AsyncTask, Float32Array, ToNapiValue, TypeName};
use napi::{Env, Result, Task};
use vitreous_kernel::complex::Complex32;

type Body<Output> = Box<dyn FnOnce() -> vitreous_kernel::Result<Output> + Send>;

/// One piece of work that has not run yet.
pub struct Work<Output> {
    body: Option<Body<Output>>,
}

impl<Output: Send + ToNapiValue + TypeName + 'static> Task for Work<Output> {
    type Output = Output;
    type JsValue = Output;

    fn compute(&mut self) -> Result<Output> {
        let body = self.body.take().expect("a task runs once");
        body().map_err(|error| napi::Error::from_reason(error.0))
    }

    fn resolve(&mut self, _env: Env, output: Output) -> Result<Output> {
        Ok(output)
    }
}

/// Queues `body`; the promise settles with what it returns.
pub fn run<Output>(body: impl FnOnce() -> vitreous_kernel::Result<Output> + Send + 'static) -> AsyncTask<Work<Output>>
where
    Output: Send + ToNapiValue + TypeName + 'static,
{
    AsyncTask::new(Work {
        body: Some(Box::new(body)),
    })
}

/// Sizes as JavaScript gives them.
pub fn sizes(values: &[u32]) -> Vec<usize> {
    values.iter().map(|&value| value as usize).collect()
}

/// Complex numbers as a Float32Array of (real, imaginary) pairs, without a copy.
pub fn from_complex(values: Vec<Complex32>) -> Float32Array {
    let mut values = std::mem::ManuallyDrop::new(values);
    let (pointer, length, capacity) = (values.as_mut_ptr(), values.len(), values.capacity());
    // SAFETY: Complex32 is two f32 with the alignment of one, so the allocation is the same.
    Float32Array::new(unsafe { Vec::from_raw_parts(pointer.cast(), 2 * length, 2 * capacity) })
}

/// A copy of (real, imaginary) pairs as complex numbers.
pub fn to_complex(pairs: &[f32]) -> Vec<Complex32> {
    pairs
        .chunks_exact(2)
        .map(|pair| Complex32::new(pair[0], pair[1]))
        .collect()
}
