//! One case: no accept, no panic, bounded time and memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

/// At most so long and so many bytes for each case.
pub const MOST_TIME: Duration = Duration::from_millis(100);
pub const MOST_BYTES: usize = 64 << 20;

/// Counts what is allocated.
pub struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: hands everything to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// The processor's time of this thread where the system tells it (Linux), so that others on the machine do not count;
/// else that of the clock.
fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let processor = told.and_then(|text| text.split(' ').next()?.parse().ok());
    processor.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Cases are run one at a time, so that memory is theirs.
pub static ALONE: LazyLock<Mutex<()>> = LazyLock::new(|| Mutex::new(()));

/// What the dearest case took.
#[derive(Debug, Default)]
pub struct Cost {
    pub time: Duration,
    pub bytes: usize,
}

impl Cost {
    /// Runs a case. Time counts as the best of several runs where the machine is busy.
    pub fn watch<T>(&mut self, name: &str, case: impl Fn() -> T) -> T {
        let mut best = Duration::MAX;
        for attempt in 0.. {
            let before = NOW.load(Relaxed);
            PEAK.store(before, Relaxed);
            let start = clock();
            let answer = catch_unwind(AssertUnwindSafe(&case));
            best = best.min(clock().saturating_sub(start));
            let bytes = PEAK.load(Relaxed).saturating_sub(before);
            self.bytes = self.bytes.max(bytes);
            assert!(bytes <= MOST_BYTES, "{name}: {bytes} bytes");
            let Ok(answer) = answer else { panic!("{name}: the verifier panicked") };
            if best <= MOST_TIME || attempt == 8 {
                assert!(best <= MOST_TIME, "{name}: {best:?}");
                self.time = self.time.max(best);
                return answer;
            }
        }
        unreachable!()
    }
}
