use napi::bindgen_prelude::{AsyncTask, Uint8Array};
use napi_derive::napi;
use vitreous_kernel::byte_codec::{self, Codec, Unpacker};

use crate::work::{run, Work};

/// `codec`: none, lzw, deflate, zstd or packbits.
#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn unpack_bytes(codec: String, input: Uint8Array, size: u32) -> AsyncTask<Work<Uint8Array>> {
    run(move || {
        let mut unpacker = Unpacker::default();
        let bytes = unpacker.unpack(Codec::named(&codec)?, &input, size as usize)?;
        Ok(Uint8Array::new(bytes.to_vec()))
    })
}

#[napi(ts_return_type = "Promise<Uint8Array>")]
pub fn pack_bytes(codec: String, input: Uint8Array, row: u32) -> AsyncTask<Work<Uint8Array>> {
    run(move || byte_codec::pack(Codec::named(&codec)?, &input, row as usize).map(Uint8Array::new))
}
