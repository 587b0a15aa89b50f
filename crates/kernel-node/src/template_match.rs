use napi::bindgen_prelude::{AsyncTask, Float32Array, Uint32Array};
use napi_derive::napi;
use vitreous_kernel::template_match;

use crate::work::{run, Work};

#[napi(object)]
pub struct NativeBestMatch {
    pub score: Float32Array,
    pub index: Uint32Array,
}

#[napi(ts_return_type = "Promise<NativeBestMatch>")]
pub fn match_templates(
    image: Float32Array,
    height: u32,
    width: u32,
    templates: Float32Array,
    count: u32,
    size: u32,
    radius: f64,
    threads: u32,
) -> AsyncTask<Work<NativeBestMatch>> {
    run(move || {
        let best = template_match::match_templates(
            &image,
            height as usize,
            width as usize,
            &templates,
            count as usize,
            size as usize,
            radius as f32,
            threads as usize,
        )?;
        Ok(NativeBestMatch {
            score: Float32Array::new(best.score),
            index: Uint32Array::new(best.index),
        })
    })
}
