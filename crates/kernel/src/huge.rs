//! Large buffers on 2 MiB pages where the system has them.
//!
//! A movie is hundreds of megabytes; touching it through 4 KiB pages costs the system more time than
//! the arithmetic done on it, so the memory is mapped on its own and offered to transparent huge pages.

use std::alloc::Layout;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use memmap2::MmapMut;

use crate::{Error, Result};

/// Plain numbers for which all bits zero is the value zero.
///
/// # Safety
/// Any bit pattern must be a valid value, and zero bits the number zero.
pub unsafe trait Plain: Copy + Send + Sync + 'static {}
unsafe impl Plain for u8 {}
unsafe impl Plain for i8 {}
unsafe impl Plain for u16 {}
unsafe impl Plain for i16 {}
unsafe impl Plain for f32 {}
unsafe impl Plain for rustfft::num_complex::Complex32 {}

/// The memory of `values` as bytes, in the machine's order.
pub fn bytes_of<T: Plain>(values: &[T]) -> &[u8] {
    // SAFETY: plain numbers have no padding, and bytes no alignment.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

/// As [`bytes_of`], to be written to.
pub fn bytes_of_mut<T: Plain>(values: &mut [T]) -> &mut [u8] {
    // SAFETY: as above, and any bits are a T.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), size_of_val(values)) }
}

/// A slice of `T`, zero at first, in memory of its own that is given back when it is dropped.
pub struct HugeVec<T: Plain> {
    map: MmapMut,
    length: usize,
    element: PhantomData<T>,
}

impl<T: Plain> HugeVec<T> {
    /// # Panics
    /// When the system refuses the memory, as `Vec` does.
    pub fn zeroed(length: usize) -> Self {
        Self::try_zeroed(length).expect("memory is to be had")
    }

    /// As [`HugeVec::zeroed`], for lengths that come from a file.
    pub fn try_zeroed(length: usize) -> Result<Self> {
        let bytes = length.saturating_mul(size_of::<T>());
        let map = MmapMut::map_anon(bytes.max(1)).map_err(|_| refused(bytes))?;
        // Where huge pages are not offered, small ones serve: the answer is advice only.
        #[cfg(target_os = "linux")]
        let _ = map.advise(memmap2::Advice::HugePage);
        Ok(Self {
            map,
            length,
            element: PhantomData,
        })
    }
}

/// Zeros in a plain vector, for lengths that come from a file: an error where `vec!` would end the program.
/// Pages cost memory only once they are written to.
pub fn try_zeroed_vec(length: usize) -> Result<Vec<f32>> {
    let bytes = length.saturating_mul(size_of::<f32>());
    if length == 0 {
        return Ok(Vec::new());
    }
    let layout = Layout::array::<f32>(length).map_err(|_| refused(bytes))?;
    // SAFETY: the layout is not empty; zero bits are the number zero; a Vec frees with this very layout.
    unsafe {
        let start = std::alloc::alloc_zeroed(layout).cast::<f32>();
        Error::unless(!start.is_null(), || refused(bytes).0)?;
        Ok(Vec::from_raw_parts(start, length, length))
    }
}

fn refused(bytes: usize) -> Error {
    Error(format!("the system does not give {bytes} bytes of memory"))
}

impl<T: Plain> Deref for HugeVec<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        // SAFETY: the map is page-aligned, holds `length` elements, and any bits are a T.
        unsafe { std::slice::from_raw_parts(self.map.as_ptr().cast(), self.length) }
    }
}

impl<T: Plain> DerefMut for HugeVec<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and `self` is borrowed uniquely.
        unsafe { std::slice::from_raw_parts_mut(self.map.as_mut_ptr().cast(), self.length) }
    }
}
