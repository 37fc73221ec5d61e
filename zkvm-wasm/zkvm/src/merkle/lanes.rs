//! Four numbers of 32 bits at once: a vector of WebAssembly, an array elsewhere.

use std::ops::{Add, BitXor};

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32::{
    i8x16_shuffle, i32x4_shuffle, u32x4, u32x4_add, u32x4_shl, u32x4_shr, u32x4_splat, v128, v128_or, v128_xor,
};

/// Numbers to a vector.
pub const LANES: usize = 4;

#[cfg(target_arch = "wasm32")]
type Vector = v128;
#[cfg(not(target_arch = "wasm32"))]
type Vector = [u32; LANES];

/// See the module.
#[derive(Clone, Copy)]
pub struct Lanes(Vector);

impl Lanes {
    /// The numbers of a group of positions, of values lifted by so much.
    #[inline(always)]
    pub fn lifted(values: &[u32], by: u32, group: usize) -> Self {
        if by == 0 {
            let [a, b, c, d] = *values[group * LANES..].first_chunk().expect("a group has four values");
            return Self::new(a, b, c, d);
        }
        let [a, b] = *values[(group * LANES) >> (by + 1) << 1..].first_chunk().expect("values come in pairs");
        Self::new(a, b, a, b)
    }
}

#[cfg(target_arch = "wasm32")]
impl Lanes {
    #[inline(always)]
    fn new(a: u32, b: u32, c: u32, d: u32) -> Self {
        Self(u32x4(a, b, c, d))
    }

    /// The same number in all lanes.
    #[inline(always)]
    pub fn splat(value: u32) -> Self {
        Self(u32x4_splat(value))
    }

    /// The numbers.
    #[inline(always)]
    pub fn to_array(self) -> [u32; LANES] {
        use core::arch::wasm32::u32x4_extract_lane as lane;
        [lane::<0>(self.0), lane::<1>(self.0), lane::<2>(self.0), lane::<3>(self.0)]
    }

    /// The two numbers from an even lane on, twice.
    #[inline(always)]
    pub fn pair(self, first: usize) -> Self {
        Self(match first {
            0 => i32x4_shuffle::<0, 1, 0, 1>(self.0, self.0),
            _ => i32x4_shuffle::<2, 3, 2, 3>(self.0, self.0),
        })
    }

    /// Rotated to the right.
    #[inline(always)]
    pub fn rotated<const BITS: u32>(self) -> Self {
        let x = self.0;
        Self(match BITS {
            8 => i8x16_shuffle::<1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12>(x, x),
            16 => i8x16_shuffle::<2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13>(x, x),
            _ => v128_or(u32x4_shr(x, BITS), u32x4_shl(x, 32 - BITS)),
        })
    }

    /// Rows turned into columns.
    #[inline(always)]
    pub fn transposed([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        let (ab, cd) = (i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0), i32x4_shuffle::<0, 4, 1, 5>(c.0, d.0));
        let (ef, gh) = (i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0), i32x4_shuffle::<2, 6, 3, 7>(c.0, d.0));
        [
            Self(i32x4_shuffle::<0, 1, 4, 5>(ab, cd)),
            Self(i32x4_shuffle::<2, 3, 6, 7>(ab, cd)),
            Self(i32x4_shuffle::<0, 1, 4, 5>(ef, gh)),
            Self(i32x4_shuffle::<2, 3, 6, 7>(ef, gh)),
        ]
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Lanes {
    fn new(a: u32, b: u32, c: u32, d: u32) -> Self {
        Self([a, b, c, d])
    }

    /// The same number in all lanes.
    pub fn splat(value: u32) -> Self {
        Self([value; LANES])
    }

    /// The numbers.
    pub fn to_array(self) -> [u32; LANES] {
        self.0
    }

    /// The two numbers from an even lane on, twice.
    pub fn pair(self, first: usize) -> Self {
        let (a, b) = (self.0[first], self.0[first + 1]);
        Self([a, b, a, b])
    }

    /// Rotated to the right.
    pub fn rotated<const BITS: u32>(self) -> Self {
        Self(self.0.map(|value| value.rotate_right(BITS)))
    }

    /// Rows turned into columns.
    pub fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        std::array::from_fn(|column| Self(rows.map(|row| row.0[column])))
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        #[cfg(target_arch = "wasm32")]
        return Self(u32x4_add(self.0, other.0));
        #[cfg(not(target_arch = "wasm32"))]
        Self(std::array::from_fn(|lane| self.0[lane].wrapping_add(other.0[lane])))
    }
}

impl BitXor for Lanes {
    type Output = Self;
    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        #[cfg(target_arch = "wasm32")]
        return Self(v128_xor(self.0, other.0));
        #[cfg(not(target_arch = "wasm32"))]
        Self(std::array::from_fn(|lane| self.0[lane] ^ other.0[lane]))
    }
}
