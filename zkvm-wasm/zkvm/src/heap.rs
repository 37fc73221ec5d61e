//! The memory of a WebAssembly instance, grown seldom: each time it grows its host looks for garbage, and a proof whose
//! memory grew by the megabyte spent a tenth of its time, and a fifth of another processor's, on that.

/// Bytes of this instance's memory; 0 where it is not WebAssembly.
pub fn size() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) << 16;
    #[cfg(not(target_arch = "wasm32"))]
    0
}

/// Grows the memory to about so many bytes, all at once, if it is WebAssembly's. Where there are not that many, whoever
/// needs them will say so.
pub fn grow_to(bytes: usize) {
    if cfg!(target_arch = "wasm32") && bytes > size() {
        let mut room = Vec::<u8>::new();
        let _ = room.try_reserve_exact((bytes - size()).min(isize::MAX as usize));
        std::hint::black_box(&room);
    }
}
