//! One rayon pool per thread count, made once and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use rayon::{ThreadPool, ThreadPoolBuilder};

static POOLS: OnceLock<Mutex<HashMap<usize, Arc<ThreadPool>>>> = OnceLock::new();

fn pool(threads: usize) -> Arc<ThreadPool> {
    let pools = POOLS.get_or_init(Default::default);
    let mut pools = pools.lock().expect("no thread panics while it holds the pools");
    pools
        .entry(threads)
        .or_insert_with(|| {
            let built = ThreadPoolBuilder::new().num_threads(threads).build();
            Arc::new(built.expect("the system starts threads"))
        })
        .clone()
}

/// Runs `work` where rayon's parallel iterators use exactly `threads` threads (at least one).
pub fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    pool(threads.max(1)).install(work)
}
